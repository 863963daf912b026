import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type Bucket, boundaries } from './buckets.ts';

const hour = 3_600_000;

const text = (moments: Iterable<number>): string[] => [...moments].map((moment) => new Date(moment).toISOString().slice(0, 16));

const between = (from: string, to: string, bucket: Bucket, timeZone = 'UTC'): string[] =>
  text(boundaries(Date.parse(`${from}Z`), Date.parse(`${to}Z`), bucket, timeZone));

describe('buckets', () => {
  it.each([
    ['minute', ['2015-05-17T10:07', '2015-05-17T10:08', '2015-05-17T10:09']],
    ['fiveMinutes', ['2015-05-17T10:05', '2015-05-17T10:10']],
    ['fifteenMinutes', ['2015-05-17T10:00', '2015-05-17T10:15']],
    ['hour', ['2015-05-17T10:00', '2015-05-17T11:00']],
    ['day', ['2015-05-17T00:00', '2015-05-18T00:00']],
    ['week', ['2015-05-11T00:00', '2015-05-18T00:00']],
    ['month', ['2015-05-01T00:00', '2015-06-01T00:00']],
  ] as const)('of a %s are whole, around the range', (bucket, moments) => {
    expect(between('2015-05-17T10:07:03', '2015-05-17T10:08:01', bucket)).toEqual(moments);
  });

  it('end where the range ends', () => {
    expect(between('2015-05-17T10:00:00', '2015-05-17T12:00:00', 'hour')).toEqual(['2015-05-17T10:00', '2015-05-17T11:00', '2015-05-17T12:00']);
  });

  it.each([
    ['the day of which the clocks go forward', 'Europe/Berlin', '2015-03-29', 23],
    ['the day of which the clocks go back', 'Europe/Berlin', '2015-10-25', 25],
  ])('are one less or more in %s', (_name, timeZone, day, hours) => {
    expect(between(`${day}T12:00:00`, `${day}T12:00:01`, 'day', timeZone)).toHaveLength(2);
    const [from = 0, to = 0] = boundaries(Date.parse(`${day}T12:00:00Z`), Date.parse(`${day}T12:00:01Z`), 'day', timeZone);
    expect([...boundaries(from, to, 'hour', timeZone)]).toHaveLength(hours + 1);
  });

  it('begin at a quarter to or past the hour where the clocks do', () => {
    expect(between('2015-05-17T10:00:00', '2015-05-17T10:00:01', 'day', 'Asia/Kathmandu')).toEqual(['2015-05-16T18:15', '2015-05-17T18:15']);
    expect(between('2015-05-17T10:00:00', '2015-05-17T10:00:01', 'hour', 'Asia/Kathmandu')).toEqual(['2015-05-17T09:15', '2015-05-17T10:15']);
  });

  it('begin later where there is no midnight', () => {
    // The clocks went from 0:00 to 1:00.
    expect(between('2018-11-03T12:00:00', '2018-11-04T12:00:00', 'day', 'America/Sao_Paulo')).toEqual(['2018-11-03T03:00', '2018-11-04T03:00', '2018-11-05T02:00']);
  });

  it('begin with the first midnight where there are two', () => {
    // The clocks went from 0:01 back to 23:01.
    expect(between('2009-11-01T00:00:00', '2009-11-01T12:00:00', 'day', 'America/St_Johns')).toEqual(['2009-10-31T02:30', '2009-11-01T02:30', '2009-11-02T03:30']);
    expect(between('2009-11-01T03:00:00', '2009-11-01T03:00:01', 'day', 'America/St_Johns')).toEqual(['2009-11-01T02:30', '2009-11-02T03:30']);
  });

  it('leave out a day that a zone left out', () => {
    expect(between('2011-12-29T12:00:00', '2011-12-31T12:00:00', 'day', 'Pacific/Apia')).toEqual(['2011-12-29T10:00', '2011-12-30T10:00', '2011-12-31T10:00', '2012-01-01T10:00']);
  });

  it('of an hour have a shorter one at the end of a day that has half an hour less', () => {
    // The clocks went from 2:00 to 2:30.
    const hours = between('2015-10-04T11:00:00', '2015-10-04T13:30:00', 'hour', 'Australia/Lord_Howe');
    expect(hours).toEqual(['2015-10-04T10:30', '2015-10-04T11:30', '2015-10-04T12:30', '2015-10-04T13:00', '2015-10-04T14:00']);
  });

  it('are made one by one, however long the range', () => {
    expect(text(boundaries(Date.parse('0001-01-01'), Date.parse('9999-12-31'), 'minute', 'UTC').take(2))).toEqual(['0001-01-01T00:00', '0001-01-01T00:01']);
  });
});

const buckets: readonly Bucket[] = ['minute', 'fiveMinutes', 'fifteenMinutes', 'hour', 'day', 'week', 'month'];

/** Clocks that change, that differ by half an hour or a quarter, that have no midnight on some days, that left a day out. */
const zones = [
  'UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Australia/Adelaide', 'Pacific/Chatham',
  'America/Sao_Paulo', 'Africa/Cairo', 'Asia/Beirut', 'America/Havana', 'Pacific/Apia',
];

const moment = fc.integer({ min: Date.UTC(1975, 0), max: Date.UTC(2024, 0) });

describe('any range', () => {
  it('is covered by ascending buckets, of which the first holds its first moment and the last its last', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 1, max: 40 * 24 * hour }), fc.constantFrom(...buckets), fc.constantFrom(...zones), (from, length, bucket, zone) => {
        const moments = [...boundaries(from, from + length, bucket, zone)];
        expect(moments.length).toBeGreaterThanOrEqual(2);
        expect(moments.every((each, index) => index === 0 || each > (moments[index - 1] ?? each))).toBe(true);
        expect(moments[0]).toBeLessThanOrEqual(from);
        expect(moments[1]).toBeGreaterThan(from);
        expect(moments.at(-1)).toBeGreaterThanOrEqual(from + length);
        expect(moments.at(-2)).toBeLessThan(from + length);
      }),
    );
  });
});

describe("ClickHouse's calendar", async () => {
  const directory = await mkdtemp(join(tmpdir(), 'buckets-'));
  const session = new Session(directory);
  afterAll(async () => {
    session.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Where ClickHouse has the bucket of each moment begin. */
  const inClickHouse: Readonly<Record<Bucket, (zone: string) => string>> = {
    minute: (zone) => `toStartOfMinute(time, ${zone})`,
    fiveMinutes: (zone) => `toStartOfFiveMinutes(time, ${zone})`,
    fifteenMinutes: (zone) => `toStartOfFifteenMinutes(time, ${zone})`,
    hour: (zone) => `toStartOfHour(time, ${zone})`,
    day: (zone) => `toStartOfDay(time, ${zone})`,
    week: (zone) => `toDateTime(toMonday(time, ${zone}), ${zone})`,
    month: (zone) => `toDateTime(toStartOfMonth(time, ${zone}), ${zone})`,
  };

  it.each(zones)('has the same buckets in %s', async (zone) => {
    const times = fc.sample(moment, 200).map((time) => Math.floor(time / 1000));
    for (const bucket of buckets) {
      // Its clocks change by half an hour, after which ClickHouse's hours are those of the clock again.
      if (zone === 'Australia/Lord_Howe' && bucket === 'hour') continue;
      const start = inClickHouse[bucket]('{zone:String}');
      const answer = await session.queryBindAsync(
        `SELECT toUnixTimestamp(${start}) AS start FROM (SELECT toDateTime(arrayJoin({times:Array(UInt32)}), {zone:String}) AS time)`,
        { times, zone },
        { format: 'JSONEachRow' },
      );
      const starts = answer.text().split('\n').filter(Boolean).map((line) => Number(JSON.parse(line).start));
      const ours = times.map((time) => [...boundaries(time * 1000, time * 1000 + 1, bucket, zone).take(1)].map((begin) => begin / 1000)).flat();
      expect({ bucket, starts: ours }).toEqual({ bucket, starts });
    }
  });
});
