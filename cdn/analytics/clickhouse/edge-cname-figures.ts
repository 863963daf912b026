import type { EdgeCnameReports } from '../edge-cname-figures.ts';
import type { Connection } from './connection.ts';
import { conditionsOf } from './filter.ts';
import { integer } from './reports.ts';
import { events } from './source.ts';

export const edgeCnameReports = (connection: Connection): EdgeCnameReports => ({
  edgeCnameFigures: async (filter, { ids, by } = {}) => {
    const { where, parameters } = conditionsOf(filter);
    const rows = await connection.query(
      `SELECT cnameId, ${by === undefined ? "''" : `toString(${by})`} AS kind, ${events.requests} AS answers, sum(toUInt128(bytes)) AS sent
       FROM ${events.table} WHERE ${where} AND ${ids ? 'cnameId IN {ids:Array(UInt64)}' : 'cnameId != 0'}
       GROUP BY cnameId, kind ORDER BY cnameId, answers DESC, kind`,
      { ...parameters, ...(ids && { ids }) },
    );
    return rows.map((row) => ({
      cnameId: Number(row.cnameId),
      kind: String(row.kind),
      requests: integer(row.answers),
      bytes: integer(row.sent),
    }));
  },
});
