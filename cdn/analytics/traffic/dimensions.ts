import { type Dimension, type DimensionValue, statusClasses } from '@edgegraph/rest/reporting/traffic-dimensions.ts';

/** The tables that can be asked for a dimension, besides the events themselves. */
type Table = 'rollUps' | 'files';

/** Where a dimension stands in the tables, under the same name in each that has it. */
export interface Column {
  readonly sql: string;
  /** ClickHouse's type of its values. */
  readonly type: 'Bool' | 'Int16' | 'String' | 'UInt8' | 'UInt16' | 'UInt64';
  readonly kept: readonly Table[];
  /** A value as the table has it; itself if left out. */
  readonly toTable?: (value: DimensionValue) => string | number | boolean;
  /** What a row of an answer has, as the value. */
  readonly fromTable: (cell: unknown) => DimensionValue;
}

const integer = (sql: string, type: Column['type'], ...kept: Table[]): Column => ({ sql, type, kept, fromTable: Number });

const text = (sql: string, ...kept: Table[]): Column => ({ sql, type: 'String', kept, fromTable: String });

/** 1 to 5 for `1xx` to `5xx`, 0 for `other`. */
const statusClass: Column = {
  sql: 'if(status >= 100 AND status < 600, intDiv(status, 100), 0)',
  type: 'UInt8',
  kept: ['rollUps'],
  toTable: (value) => (statusClasses.findIndex((each) => each === value) + 1) % statusClasses.length,
  fromTable: (cell) => statusClasses.at(Number(cell) - 1) ?? 'other',
};

/** Every dimension. What none but the events have, reports read from them: by far the slowest way. */
export const columns: Readonly<Record<Dimension, Column>> = {
  platform: integer('mediaTypeId', 'UInt8', 'rollUps', 'files'),
  ssl: { sql: 'ssl', type: 'Bool', kept: ['rollUps'], fromTable: Boolean },
  cname: integer('cnameId', 'UInt64', 'rollUps', 'files'),
  origin: integer('originId', 'UInt64', 'rollUps'),
  path: text('path', 'files'),
  directory: text("substring(path, 1, length(path) - position(reverse(path), '/') + 1)", 'files'),
  status: integer('status', 'UInt16', 'rollUps'),
  statusclass: statusClass,
  cachestatus: text('cacheStatus', 'rollUps'),
  pop: text('pop', 'rollUps'),
  region: integer('regionId', 'Int16', 'rollUps'),
  referrer: text('referrer'),
  referrerhost: text('domain(referrer)'),
  useragentfamily: text('userAgent'),
  useragent: text('userAgent'),
  method: text('method', 'rollUps'),
  protocol: text('protocol', 'rollUps'),
};
