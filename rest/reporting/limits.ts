/** A bound of what one report may ask. */
export interface ReportLimit {
  readonly value: number;
  readonly unit: string;
  readonly description: string;
}

/** The bounds that hold for every customer, by the names under which errors and `reportlimits` tell them. */
export const reportLimits = {
  SeriesPoints: { value: 10_000, unit: 'points', description: 'Points of one series.' },
  AnswerPoints: { value: 200_000, unit: 'points', description: 'Points of all series of one answer together.' },
  Subjects: { value: 1_000, unit: 'ids', description: 'Edge CNAMEs, or origins, reported on at once.' },
  GroupDimensions: { value: 3, unit: 'dimensions', description: 'Dimensions to group by.' },
  PageGroups: { value: 1_000, unit: 'groups', description: 'Groups of one page, or asked for by their keys.' },
  AnswerGroups: { value: 10_000, unit: 'groups', description: 'Groups of all edge CNAMEs or origins of one answer together.' },
  GroupOffset: { value: 100_000, unit: 'groups', description: 'Groups before a page.' },
  CountedGroups: { value: 2_000_000, unit: 'groups', description: 'Groups that a grouping may have in all; with bandwidth, each 5 minutes of a group counts.' },
  FilterConditions: { value: 100, unit: 'conditions', description: 'Conditions of a filter.' },
  FilterDepth: { value: 10, unit: 'levels', description: 'Levels of a filter.' },
  FilterValues: { value: 1_000, unit: 'values', description: "Values of a condition's list." },
  Percentiles: { value: 10, unit: 'percentiles', description: 'Percentiles of the time to first byte in one answer.' },
  PageRawLogs: { value: 10_000, unit: 'requests', description: 'Requests of one page of raw logs by REST; the graph has 1,000.' },
  SearchedRawLogs: { value: 5_000_000, unit: 'requests', description: 'Requests that one page of raw logs looks at, or what it does in 3 seconds; it may end with fewer than asked for, and with where to go on.' },
  IntervalReportDays: { value: 45, unit: 'days', description: 'Range of bytes by interval.' },
} as const satisfies Readonly<Record<string, ReportLimit>>;

export type ReportLimitName = keyof typeof reportLimits;

/** That there are too many of something, and the remedy: `has 1,001 values, of at most 1,000 (limit FilterValues); give fewer.` */
export const beyond = (name: ReportLimitName, count: number, remedy: string): string =>
  `has ${count.toLocaleString('en')} ${reportLimits[name].unit}, of ${atMost(name)}; ${remedy}.`;

/** The same where nobody has counted on: `has more than 10,000 points (limit SeriesPoints); …` */
export const moreThan = (name: ReportLimitName, remedy: string): string =>
  `has more than ${reportLimits[name].value.toLocaleString('en')} ${reportLimits[name].unit} (limit ${name}); ${remedy}.`;

const atMost = (name: ReportLimitName): string => `at most ${reportLimits[name].value.toLocaleString('en')} (limit ${name})`;
