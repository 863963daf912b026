import type { OrderWord } from '@edgegraph/rest/reporting/traffic.ts';
import type { Connection, Row } from '../clickhouse/connection.ts';
import { Placeholders } from '../clickhouse/placeholders.ts';
import { aggregationSql, sumNames } from './aggregation.ts';
import { ask } from './ask.ts';
import { keyColumns } from './keys.ts';
import type { GroupPage, TrafficGroupsQuery } from './query.ts';

/** The percentile by which groups are ordered. */
const orderPercentile = 95;

/**
 * A page of the groups of each subject, as an aggregation's rows in their order. If others are asked for, each row tells too how many `groups` its subject
 * has, and their sums under the names of `sumOfAll`.
 */
export function groupPage(connection: Connection, query: TrafficGroupsQuery, page: GroupPage): Promise<readonly Row[]> {
  const { by, subjects, others } = query;
  const placeholders = new Placeholders();
  const percentiles = [...(query.percentiles ?? []), ...(page.orderBy === 'timetofirstbyte' ? [orderPercentile] : [])];
  const bandwidth = query.bandwidth || page.orderBy === 'bandwidth';
  const groups = aggregationSql({ ...query, percentiles, bandwidth, boundaries: undefined }, placeholders);
  const selected = ['*', ...(others ? ['count() OVER bySubject AS groups', ...sumNames.map((name) => `sum(${name}) OVER bySubject AS ${sumOfAll(name)}`)] : [])];
  const order = [`${orders[page.orderBy]} ${page.descending ? 'DESC' : 'ASC'} NULLS LAST`, ...keyColumns(by)];
  const sql = `
    SELECT ${selected.join(', ')} FROM (${groups})
    ${others ? `WINDOW bySubject AS (${subjects ? 'PARTITION BY subject' : ''})` : ''}
    ORDER BY ${[...(subjects ? ['subject'] : []), ...order].join(', ')}
    LIMIT ${placeholders.of('UInt64', page.first)} OFFSET ${placeholders.of('UInt64', page.offset)} ${subjects ? 'BY subject' : ''}`;
  return ask(connection, sql, placeholders);
}

/** The column of a sum over all groups. */
export const sumOfAll = (name: (typeof sumNames)[number]): string => `${name}OfAll`;

/** By what to order, as SQL; every group has requests. */
const orders: Readonly<Record<OrderWord, string>> = {
  requests: 'requests',
  bytes: 'bytes',
  originbytes: 'originBytes',
  hits: 'hits',
  misses: 'requests - hits',
  errors: 'errors',
  hitratio: 'hits / requests',
  bandwidth: 'peak',
  // The last percentile is the one to order by.
  timetofirstbyte: 'timeToFirstByte[-1]',
};
