/** The lengths of a series' intervals, in milliseconds. */
export const intervals = { minute: 60_000, fiveMinutes: 300_000, hour: 3_600_000, day: 86_400_000 } as const;

export type Interval = keyof typeof intervals;

/** The beginnings of all intervals that [from, to) touches; aligned to UTC, ascending; none for an empty range. */
export function intervalsOf(from: number, to: number, interval: Interval): number[] {
  const width = intervals[interval];
  const first = Math.floor(from / width) * width;
  return Array.from({ length: from < to ? Math.ceil((to - first) / width) : 0 }, (_, index) => first + index * width);
}
