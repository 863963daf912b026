import { describe, expect, it } from 'vitest';
import { intervals } from '../interval.ts';
import { rowsOf } from './source.ts';

const at = (text: string): number => Date.parse(`${text}Z`);

/** The tables that the rows come from, in order, each with the part of the range that it gives. */
function partsOf(from: string, to: string, width?: number) {
  const { sql, parameters } = rowsOf({ accountNumber: '0001', from: at(from), to: at(to) }, [], width);
  const time = (name: string, table: string) => new Date(Number(parameters[name]) * (table === 'events' ? 1 : 1000)).toISOString().slice(0, -5);
  return [...sql.matchAll(/FROM (\w+)/g)].map(([, table = ''], index) => `${table} ${time(`from${index}`, table)} ${time(`to${index}`, table)}`);
}

describe('the rows of a range', () => {
  it('are days, and what remains on either side hours, then minutes', () => {
    expect(partsOf('2015-05-17T22:59:00', '2015-05-20T01:02:00')).toEqual([
      'traffic_minute 2015-05-17T22:59:00 2015-05-17T23:00:00',
      'traffic_hour 2015-05-17T23:00:00 2015-05-18T00:00:00',
      'traffic_day 2015-05-18T00:00:00 2015-05-20T00:00:00',
      'traffic_hour 2015-05-20T00:00:00 2015-05-20T01:00:00',
      'traffic_minute 2015-05-20T01:00:00 2015-05-20T01:02:00',
    ]);
  });

  it('are events where no whole minute is left', () => {
    expect(partsOf('2015-05-17T22:59:01', '2015-05-17T23:00:59')).toEqual(['events 2015-05-17T22:59:01 2015-05-17T23:00:59']);
    expect(partsOf('2015-05-17T22:59:01', '2015-05-17T23:01:00')).toEqual([
      'events 2015-05-17T22:59:01 2015-05-17T23:00:00',
      'traffic_minute 2015-05-17T23:00:00 2015-05-17T23:01:00',
    ]);
  });

  it('cover no more than an interval', () => {
    const days = ['2015-05-17T00:00:00', '2015-05-20T00:00:00'] as const;
    const tables = (width: number) => partsOf(...days, width).map((part) => part.split(' ')[0]);
    expect([intervals.day, intervals.hour, intervals.fiveMinutes, intervals.minute].map(tables)).toEqual([['traffic_day'], ['traffic_hour'], ['traffic_minute'], ['traffic_minute']]);
  });

  it('of a time beyond what a roll-up can say are none', () => {
    expect(partsOf('0001-01-01T00:00:00', '9999-12-31T00:00:00')).toEqual(['traffic_day 1970-01-01T00:00:00 2106-02-07T06:28:15']);
  });
});
