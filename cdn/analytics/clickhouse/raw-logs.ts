import { reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import { requestEvent, type RequestEvent } from '../event.ts';
import type { RawLogPage, RawLogPosition, RawLogQuery } from '../raw-logs.ts';
import { filterSql } from '../traffic/conditions.ts';
import type { Connection } from './connection.ts';
import { Placeholders } from './placeholders.ts';

/** What one page may take. */
export interface SearchBounds {
  /** Events of the customer that it looks at, in all. */
  readonly page: number;
  /** Those of one query, unless a second holds more. */
  readonly query: number;
  /** Milliseconds after which no further query begins. */
  readonly patience: number;
}

const usualBounds: SearchBounds = { page: reportLimits.SearchedRawLogs.value, query: 500_000, patience: 3000 };

const second = 1000;

/** How many events the first query looks at: more than a page, and few enough to cost little. The next ones look at more, up to their bound. */
const firstLook = (limit: number, { query }: SearchBounds): number => Math.min(query, 20_000 + 2 * limit);

const growth = 8;

/**
 * A page of raw logs. The table is not in the order of time alone, so the range is walked backwards in windows that hold no more events than one query
 * may look at; each is sorted by itself. How many a window holds is told by the table's index, which costs next to nothing. At its bounds the page
 * ends, with fewer events and with where to go on.
 */
export async function rawLogs(connection: Connection, query: RawLogQuery, bounds: SearchBounds = usualBounds): Promise<RawLogPage> {
  const { from, to, before, limit } = query;
  const found: RequestEvent[] = [];
  let until = before ? Math.min(to, before.time + 1) : to;
  let most = firstLook(limit, bounds);
  let looked = 0;
  const end = performance.now() + bounds.patience;
  while (until > from && found.length <= limit && looked < bounds.page) {
    const { start, events } = await windowBefore(until, from, most, (since) => countIn(connection, query, since, until));
    // One more than asked for tells whether there is a next page.
    if (events > 0) found.push(...(await search(connection, query, start, until, limit + 1 - found.length)));
    looked += events;
    until = start;
    most = Math.min(bounds.query, most * growth);
    if (performance.now() >= end) break;
  }
  const events = found.slice(0, limit);
  const last = events.at(-1);
  if (found.length > limit && last !== undefined) return { events, next: positionOf(last), searchedFrom: last.time };
  return { events, next: until > from ? beginningOf(until) : null, searchedFrom: Math.max(until, from) };
}

/** A window that ends at `until` and holds at most `most` events, or else a second; none that is much wider would do. `count` tells the events since a moment. */
async function windowBefore(until: number, from: number, most: number, count: (since: number) => Promise<number>): Promise<{ start: number; events: number }> {
  const all = await count(from);
  if (all <= most || until - from <= second) return { start: from, events: all };
  /** The widest that is known to hold few enough, and the narrowest that is known to hold too many. */
  let fits = { width: 0, events: 0 };
  let exceeds = { width: until - from, events: all };
  let width = (exceeds.width * most) / all / 2;
  do {
    const tried = { width: Math.max(second, Math.floor(width)), events: 0 };
    tried.events = await count(until - tried.width);
    if (tried.events > most) exceeds = tried;
    else fits = tried;
    width = fits.width === 0 ? exceeds.width / growth : Math.sqrt(fits.width * exceeds.width);
  } while (exceeds.width > second && fits.events * growth < most && fits.width * 2 < exceeds.width);
  const { width: chosen, events } = fits.width === 0 ? exceeds : fits;
  return { start: until - chosen, events };
}

const positionOf = ({ time, source, sequence }: RequestEvent): RawLogPosition => ({ time, source, sequence });

/** Before everything of that moment. */
const beginningOf = (time: number): RawLogPosition => ({ time, source: '', sequence: 0 });

/** How many events of the customer are in the window. */
async function countIn(connection: Connection, { accountNumber }: RawLogQuery, from: number, to: number): Promise<number> {
  const placeholders = new Placeholders();
  const [row] = await connection.query(`SELECT count() AS events FROM events WHERE ${windowSql(accountNumber, from, to, placeholders)}`, placeholders.values);
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
