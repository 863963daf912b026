import { Temporal } from 'temporal-polyfill';

/** The intervals of a series. Weeks begin on Monday. */
export type Bucket = 'minute' | 'fiveMinutes' | 'fifteenMinutes' | 'hour' | 'day' | 'week' | 'month';

const minute = 60_000;

const hour = 60 * minute;

/**
 * The moments between the buckets that [from, to) touches, ascending, in milliseconds since 1970: from the beginning of the first, which may lie before
 * `from`, to the end of the last. Days, weeks and months are the time zone's; an hour counts from the first moment of its day there, and what is shorter
 * from UTC's full hour. Lazy, since a range may hold more of them than anyone wants.
 */
export function* boundaries(from: number, to: number, bucket: Bucket, timeZone: string): Generator<number> {
  let last = -Infinity;
  for (const start of starts[bucket](from, timeZone)) {
    // The next one begins after `from`: `last` is the first that the range touches, or a later one.
    if (start > from && last < start) yield last;
    last = start;
    if (start >= to) break;
  }
  yield last;
}

/** The beginnings of all buckets, ascending without end, from one at or before `from`; one twice where a zone left its day out. */
const starts: Readonly<Record<Bucket, (from: number, timeZone: string) => Generator<number>>> = {
  minute: (from) => multiples(from, minute),
  fiveMinutes: (from) => multiples(from, 5 * minute),
  fifteenMinutes: (from) => multiples(from, 15 * minute),
  hour: hours,
  day: (from, timeZone) => days(dateOf(from, timeZone), { days: 1 }, timeZone),
  week: (from, timeZone) => {
    const date = dateOf(from, timeZone);
    return days(date.subtract({ days: date.dayOfWeek - 1 }), { weeks: 1 }, timeZone);
  },
  month: (from, timeZone) => days(dateOf(from, timeZone).with({ day: 1 }), { months: 1 }, timeZone),
};

function* multiples(from: number, length: number): Generator<number> {
  for (let start = Math.floor(from / length) * length; ; start += length) yield start;
}

function* hours(from: number, timeZone: string): Generator<number> {
  let start: number | undefined;
  for (const nextDay of starts.day(from, timeZone)) {
    for (start ??= nextDay; start < nextDay; start += hour) yield start;
    start = nextDay;
  }
}

/** The first moments of the day and of those that follow it by the step. */
function* days(first: Temporal.PlainDate, step: Temporal.DurationLike, timeZone: string): Generator<number> {
  for (let date = first; ; date = date.add(step)) yield date.toZonedDateTime(timeZone).epochMilliseconds;
}

const dateOf = (time: number, timeZone: string): Temporal.PlainDate =>
  Temporal.Instant.fromEpochMilliseconds(time).toZonedDateTimeISO(timeZone).toPlainDate();
