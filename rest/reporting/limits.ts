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
  PageGroups: { value: 1_000, unit: 'groups', description: 'Groups of one page, and keys asked for by name.' },
  GroupOffset: { value: 100_000, unit: 'groups', description: 'Groups before a page.' },
  CountedGroups: { value: 1_000_000, unit: 'groups', description: 'Groups that a grouping may have in all.' },
  FilterConditions: { value: 100, unit: 'conditions', description: 'Conditions of a filter.' },
  FilterDepth: { value: 10, unit: 'levels', description: 'Levels of a filter.' },
  FilterValues: { value: 1_000, unit: 'values', description: "Values of a condition's list." },
  Percentiles: { value: 10, unit: 'percentiles', description: 'Percentiles of the time to first byte in one answer.' },
  PageRawLogs: { value: 10_000, unit: 'requests', description: 'Requests of one page of raw logs by REST; the graph has 1,000.' },
  SearchedRawLogs: { value: 10_000_000, unit: 'requests', description: 'Requests that one page of raw logs looks at; it may end with fewer than asked for, and with where to go on.' },
  IntervalReportDays: { value: 45, unit: 'days', description: 'Range of bytes by interval.' },
} as const satisfies Readonly<Record<string, ReportLimit>>;

export type ReportLimitName = keyof typeof reportLimits;

/** What is wrong with `count` where the limit holds: `has 1,001 values, of at most 1,000 (FilterValues)`. */
export function beyond(name: ReportLimitName, count: number, remedy: string): string {
  const { value, unit } = reportLimits[name];
  return `has ${count.toLocaleString('en')} ${unit}, of at most ${value.toLocaleString('en')} (limit ${name}); ${remedy}.`;
}
