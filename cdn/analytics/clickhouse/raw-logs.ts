import { reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import { requestEvent, type RequestEvent } from '../event.ts';
import type { RawLogPage, RawLogPosition, RawLogQuery } from '../raw-logs.ts';
import { filterSql } from '../traffic/conditions.ts';
import type { Connection } from './connection.ts';
import { Placeholders } from './placeholders.ts';

/** How much one page may look at, in events of the customer. */
export interface SearchBounds {
  /** In all. */
  readonly page: number;
  /** In one query, unless a second holds more. */
  readonly query: number;
}

const usualBounds: SearchBounds = { page: reportLimits.SearchedRawLogs.value, query: 500_000 };

const second = 1000;

/**
 * A page of raw logs. The table is not in the order of time alone, so the range is walked backwards in windows that hold no more events than
 * one query may look at, the whole range at best; each is sorted by itself. Where `bounds.page` events were looked at, the page ends, with fewer events and with where to go on.
 */
export async function rawLogs(connection: Connection, query: RawLogQuery, bounds: SearchBounds = usualBounds): Promise<RawLogPage> {
  const { from, to, before, limit } = query;
  const found: RequestEvent[] = [];
  let until = before ? Math.min(to, before.time + 1) : to;
  let width = until - from;
  let looked = 0;
  while (until > from && found.length <= limit && looked < bounds.page) {
    const start = Math.max(from, until - width);
    const events = await countIn(connection, query, start, until, bounds.query + 1);
    if (events > bounds.query && width > second) {
      width = Math.max(second, Math.floor(width / 8));
      continue;
    }
    // One more than asked for tells whether there is a next page.
    if (events > 0) found.push(...(await search(connection, query, start, until, limit + 1 - found.length)));
    looked += events;
    until = start;
    width *= 4;
  }
  const events = found.slice(0, limit);
  const last = events.at(-1);
  if (found.length > limit && last !== undefined) return { events, next: positionOf(last), searchedFrom: last.time };
  return { events, next: until > from ? beginningOf(until) : null, searchedFrom: Math.max(until, from) };
}

const positionOf = ({ time, source, sequence }: RequestEvent): RawLogPosition => ({ time, source, sequence });

/** Before everything of that moment. */
const beginningOf = (time: number): RawLogPosition => ({ time, source: '', sequence: 0 });

/** How many events of the customer are in the window; counts no further than `most`. */
async function countIn(connection: Connection, { accountNumber }: RawLogQuery, from: number, to: number, most: number): Promise<number> {
  const placeholders = new Placeholders();
  const window = windowSql(accountNumber, from, to, placeholders);
  const [row] = await connection.query(`SELECT count() AS events FROM (SELECT 1 FROM events WHERE ${window} LIMIT ${placeholders.of('UInt32', most)})`, placeholders.values);
  return Number(row?.events);
}

async function search(connection: Connection, query: RawLogQuery, from: number, to: number, limit: number): Promise<RequestEvent[]> {
  const placeholders = new Placeholders();
  const conditions = [windowSql(query.accountNumber, from, to, placeholders), ...conditionsOf(query, placeholders)];
  const rows = await connection.query(
    `SELECT * EXCEPT (time), toUnixTimestamp64Milli(time) AS at FROM events WHERE ${conditions.join(' AND ')}
     ORDER BY time DESC, source DESC, sequence DESC LIMIT ${placeholders.of('UInt32', limit)}
     SETTINGS output_format_json_quote_64bit_integers = 0`,
    placeholders.values,
  );
  return rows.map(({ at, ...row }) => requestEvent.parse({ ...row, time: at }));
}

const windowSql = (accountNumber: string, from: number, to: number, placeholders: Placeholders): string =>
  [
    `accountNumber = ${placeholders.of('String', accountNumber)}`,
    `time >= fromUnixTimestamp64Milli(${placeholders.of('Int64', from)})`,
    `time < fromUnixTimestamp64Milli(${placeholders.of('Int64', to)})`,
  ].join(' AND ');

function conditionsOf({ filter, clientIps, leastBytes, leastTimeTakenMs, before }: RawLogQuery, placeholders: Placeholders): string[] {
  const conditions: string[] = [];
  if (filter !== undefined) conditions.push(filterSql(filter, placeholders));
  if (clientIps !== undefined) conditions.push(`has(${placeholders.of('Array(String)', clientIps)}, clientIp)`);
  if (leastBytes !== undefined) conditions.push(`bytes >= ${placeholders.of('UInt64', leastBytes)}`);
  if (leastTimeTakenMs !== undefined) conditions.push(`timeTakenMs >= ${placeholders.of('Float64', leastTimeTakenMs)}`);
  if (before !== undefined) {
    const time = `fromUnixTimestamp64Milli(${placeholders.of('Int64', before.time)})`;
    conditions.push(`(time, source, sequence) < (${time}, ${placeholders.of('String', before.source)}, ${placeholders.of('UInt64', before.sequence)})`);
  }
  return conditions;
}
