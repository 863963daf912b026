import type { EdgeCnameReports } from '../edge-cname-figures.ts';
import type { Connection } from './connection.ts';
import { integer } from './reports.ts';
import { rowsOf } from './source.ts';

export const edgeCnameReports = (connection: Connection): EdgeCnameReports => ({
  edgeCnameFigures: async (filter, { ids, by } = {}) => {
    const { sql, parameters } = rowsOf(filter, ['cnameId', ...(by === undefined ? [] : [by])]);
    const rows = await connection.query(
      `SELECT cnameId, ${by === undefined ? "''" : `toString(${by})`} AS kind, sum(requests) AS answers, sum(bytes) AS sent
       FROM ${sql} WHERE ${ids ? 'cnameId IN {ids:Array(UInt64)}' : 'cnameId != 0'}
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
