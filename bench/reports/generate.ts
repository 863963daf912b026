/**
 * Requests of 30 days as a CDN sees them, made inside the engine by SQL over numbers(), which is far faster than to make events in JavaScript and send them as
 * JSON. Request i of a seed is always the same, whatever is made before it: all that is random is a hash of seed, i and a salt.
 */
import { allRollUps, countEvents } from '@edgegraph/cdn/analytics/clickhouse/rollups.ts';

/** Runs a statement; values go in as `{name:Type}` placeholders. */
export type Run = (sql: string, parameters: Readonly<Record<string, number>>) => Promise<void>;

export interface Generation {
  readonly events: number;
  readonly seed: number;
  /** The moment before which the 30 days end, in milliseconds since 1970. */
  readonly until: number;
  /** Called after each batch, with how many are there. */
  readonly onProgress?: (events: number) => void;
}

export const days = 30;

/** The customers, and how many of a hundred requests are theirs. */
const customers: readonly (readonly [accountNumber: string, weight: number])[] = [
  ['0001', 60],
  ['0002', 25],
  ['0003', 15],
];

/** The CNAMEs of a customer: the first customer's ids are 1 to 5, the next one's 6 to 10. */
export const cnamesPerCustomer = 5;

/** Requests of one statement. */
const batchSize = 5_000_000;

/** One of `values`, each as likely as its weight; `random` is an expression from 0 to 1. */
function pick(random: string, weighted: readonly (readonly [value: string | number, weight: number])[]): string {
  const whole = weighted.reduce((sum, [, weight]) => sum + weight, 0);
  let below = 0;
  const cases = weighted.slice(0, -1).map(([value, weight]) => `${random} < ${(below += weight / whole).toFixed(6)}, ${literal(value)}`);
  return `multiIf(${cases.join(', ')}, ${literal(weighted.at(-1)?.[0] ?? '')})`;
}

const literal = (value: string | number): string => (typeof value === 'number' ? String(value) : `'${value}'`);

/** From 0 to 1, even; the same for the same salt and request. */
const random = (salt: number): string => `sipHash64({seed:UInt64}, ${salt}, number) / 18446744073709551616.`;

/** Standard normal, by Box and Muller. */
const normal = (salt: number): string => `sqrt(-2 * log(${random(salt)} + 1e-12)) * cos(2 * pi() * ${random(salt + 1)})`;

/** 1 to `most`, the n-th as likely as 1/n. */
const zipf = (of: string, most: number): string => `toUInt64(floor(pow(${most} + 1, ${of})))`;

const pops: readonly (readonly [string, number])[] = [
  ['LAX', 24],
  ['DCA', 22],
  ['FRA', 18],
  ['ORD', 12],
  ['LHR', 10],
  ['NRT', 8],
  ['SIN', 6],
];

const statuses: readonly (readonly [number, number])[] = [
  [200, 930],
  [304, 35],
  [206, 10],
  [301, 5],
  [404, 15],
  [403, 2],
  [500, 0.5],
  [502, 1],
  [503, 1],
  [504, 0.5],
];

const families: readonly (readonly [string, number])[] = [
  ['Chrome', 46],
  ['Safari', 28],
  ['Firefox', 6],
  ['Microsoft Edge', 5],
  ['Googlebot', 4],
  ['BingCrawler', 2],
  ['curl', 2],
  ['okhttp', 7],
];

/** The column `name` and what it is made of. */
const columns: readonly (readonly [name: string, expression: string])[] = [
  ['source', `'bench'`],
  ['sequence', 'number + 1'],
  // Each day's requests are densest at 20:00 UTC, four times as dense as when they are rarest.
  ['time', `fromUnixTimestamp64Milli({from:Int64} + toInt64(86400000 * (intDiv(number, {perDay:UInt64}) + phase + 0.6 / (2 * pi()) * (sin(2 * pi() * (phase - 0.238)) + sin(2 * pi() * 0.238)))))`],
  ['accountNumber', `[${customers.map(([accountNumber]) => literal(accountNumber)).join(', ')}][customer]`],
  ['mediaTypeId', 'multiIf(siteOfCustomer <= 3, 3, siteOfCustomer = 4, 8, 14)'],
  ['cnameId', 'cname'],
  ['originId', 'customer'],
  ['ssl', 'siteOfCustomer < 5'],
  ['method', `if(rank % 5 = 4 AND ${random(4)} < 0.1, 'POST', 'GET')`],
  ['path', `concat('/', ['images', 'media', 'assets', 'blog', 'api'][rank % 5 + 1], '/', toString(rank % 97), '/', toString(rank), ['.jpg', '.mp4', '.js', '.html', ''][rank % 5 + 1])`],
  ['query', `if(rank % 5 = 4, concat('page=', toString(sipHash64(number) % 50)), '')`],
  ['protocol', pick(random(5), [['HTTP/2.0', 75], ['HTTP/1.1', 25]])],
  ['status', 'answer'],
  ['cacheStatus', 'cache'],
  ['bytes', 'sent'],
  ['originBytes', 'if(missed, sent, 0)'],
  ['timeTakenMs', 'firstByte + sent / 4000'],
  ['timeToFirstByteMs', 'firstByte'],
  ['clientIp', `IPv4NumToString(toUInt32(167772160 + sipHash64({seed:UInt64}, 6, number) % 2000000))`],
  ['referrer', `if(${random(7)} < 0.45, '', concat('https://www.', toString(${zipf(random(8), 300)}), '.example/'))`],
  ['userAgent', `concat(family, '/', toString(60 + sipHash64({seed:UInt64}, 9, number) % 40), '.0')`],
  ['userAgentFamily', 'family'],
  ['pop', 'popCode'],
  ['regionId', `if(popCode IN ('NRT', 'SIN'), 1, 0)`],
  ['batch', '{batch:UInt64}'],
];

/** What several columns are made of. The most popular paths are the likeliest to be in a cache. */
const shared: readonly (readonly [name: string, expression: string])[] = [
  ['phase', `(number % {perDay:UInt64}) / {perDay:UInt64}`],
  ['customer', pick(random(20), customers.map(([, weight], index) => [index + 1, weight]))],
  ['siteOfCustomer', zipf(random(21), cnamesPerCustomer)],
  ['cname', `(customer - 1) * ${cnamesPerCustomer} + siteOfCustomer`],
  ['rank', zipf(random(22), 50_000)],
  ['answer', pick(random(23), statuses)],
  ['cache', `multiIf(answer >= 500, 'UNCACHEABLE', ${random(24)} < 0.96 - 0.05 * log10(rank + 1), if(${random(25)} < 0.03, 'TCP_EXPIRED_HIT', 'TCP_HIT'),
    ${pick(random(26), [['TCP_MISS', 70], ['TCP_EXPIRED_MISS', 12], ['CONFIG_NOCACHE', 10], ['TCP_CLIENT_REFRESH_MISS', 4], ['UNCACHEABLE', 3], ['NONE', 1]])})`],
  ['missed', `cache NOT IN ('TCP_HIT', 'TCP_EXPIRED_HIT', 'NONE')`],
  ['sent', `if(answer IN (304, 301, 302), 0, toUInt64(exp([10., 13.5, 9.5, 9., 7.][rank % 5 + 1] + 1.2 * ${normal(27)})))`],
  ['firstByte', `round(exp(if(missed, 4.4, 0.7) + 0.6 * ${normal(29)}), 3)`],
  ['popCode', pick(random(31), pops)],
  ['family', pick(random(32), families)],
];

/** Makes the requests in the order of their time, puts them into `events`, and has them counted in the roll-ups as the store itself does. */
export async function generate(run: Run, { events, seed, until, onProgress = () => {} }: Generation): Promise<void> {
  const perDay = Math.ceil(events / days);
  const parameters = { seed, perDay, from: until - days * 86_400_000 };
  const list = (pairs: typeof columns) => pairs.map(([name, expression]) => `${expression} AS ${name}`).join(',\n');
  const sql = `INSERT INTO events (${columns.map(([name]) => name).join(', ')})
    SELECT ${columns.map(([, expression]) => expression).join(',\n')} FROM (SELECT number, ${list(shared)} FROM numbers_mt({first:UInt64}, {count:UInt64})) SETTINGS max_insert_threads = 2`;
  for (let first = 0; first < events; first += batchSize) {
    const count = Math.min(batchSize, events - first);
    const batch = first + 1;
    await run(sql, { ...parameters, first, count, batch });
    await run(countEvents('batch = {batch:UInt64}', allRollUps), { batch });
    onProgress(first + count);
  }
}
