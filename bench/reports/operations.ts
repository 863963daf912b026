/** What is measured: operations as a CDN's frontend sends them, over the first customer's generated requests. */

const dayMs = 86_400_000;

/** A panel of the dashboard: one series. */
interface Panel {
  /** How far back, in days. */
  readonly days: number;
  readonly every: string;
  /** Arguments of `traffic` beside its range. */
  readonly filter?: string;
  /** The same as SQL over `events`, to check the sums by. */
  readonly where?: string;
}

const hit = `cacheStatus IN ('TCP_HIT', 'TCP_EXPIRED_HIT')`;

export const panels: readonly Panel[] = [
  { days: 30, every: 'DAY' },
  { days: 30, every: 'DAY', filter: 'platform: { in: [HTTP_LARGE] }', where: 'mediaTypeId = 3' },
  { days: 30, every: 'HOUR', filter: 'ssl: true', where: 'ssl' },
  { days: 7, every: 'HOUR' },
  { days: 7, every: 'HOUR', filter: 'statusClass: { in: [SERVER_ERROR] }', where: 'status >= 500' },
  { days: 7, every: 'HOUR', filter: 'cacheStatus: { in: [TCP_HIT, TCP_EXPIRED_HIT] }', where: hit },
  { days: 7, every: 'HOUR', filter: 'edgeCnameId: { in: [1, 2, 3] }', where: 'cnameId IN (1, 2, 3)' },
  { days: 7, every: 'FIFTEEN_MINUTES', filter: 'pop: { in: ["LAX"] }', where: `pop = 'LAX'` },
  { days: 1, every: 'FIVE_MINUTES' },
  { days: 1, every: 'FIVE_MINUTES', filter: 'not: { method: { in: ["GET"] } }', where: `method != 'GET'` },
  { days: 1, every: 'FIVE_MINUTES', filter: 'or: [{ status: { in: [404] } }, { status: { gte: 500 } }]', where: '(status = 404 OR status >= 500)' },
  { days: 0.25, every: 'MINUTE' },
];

/** A range that ends with the generated requests. */
function range(days: number, until: number): string {
  const [from, to] = [until - days * dayMs, until].map((time) => new Date(time).toISOString());
  return `range: { from: "${from}", to: "${to}" }`;
}

export const dashboard = (until: number): string => {
  const series = panels.map(
    ({ days, every, filter = '' }, index) => `panel${index}: traffic(${range(days, until)}${filter && `, filter: { ${filter} }`}) { series(every: ${every}) { from metrics { requests bytes hits errors } } }`,
  );
  return `{ customer {\n${series.join('\n')}\n} }`;
};

/** The SQL that counts what a panel shows, straight from the requests themselves. */
export const countOf = ({ days, where = 'true' }: Panel, until: number): string =>
  `SELECT count() AS requests, sum(bytes) AS bytes FROM events WHERE accountNumber = '0001' AND time >= fromUnixTimestamp64Milli(${until - days * dayMs}) AND time < fromUnixTimestamp64Milli(${until}) AND ${where}`;

/** Others beside the dashboard. */
export const others = (until: number): readonly { readonly name: string; readonly query: string }[] => {
  const traffic = (days: number, filter: string, selection: string) => `{ customer { traffic(${range(days, until)}${filter && `, filter: { ${filter} }`}) { ${selection} } } }`;
  return [
    { name: 'top 10 paths of 7 days by bytes, and all others', query: traffic(7, '', 'groups(by: [PATH], orderBy: { metric: BYTES }) { nodes { key { path } total { requests bytes } } other { requests bytes } totalCount }') },
    { name: 'top 10 referring hosts of a day', query: traffic(1, '', 'groups(by: [REFERRER_HOST]) { nodes { key { referrerHost } total { requests } } }') },
    { name: 'CNAMEs of 30 days by errors, with hit ratio, each a series by day', query: traffic(30, '', 'groups(by: [EDGE_CNAME], orderBy: { metric: ERRORS }) { nodes { key { edgeCnameId } total { requests errors hitRatio } series(every: DAY) { from metrics { errors } } } }') },
    { name: 'time to first byte of 7 days by hour: p50, p95, p99', query: traffic(7, '', 'series(every: HOUR) { from metrics { p50: timeToFirstByteMs p95: timeToFirstByteMs(percentile: 95) p99: timeToFirstByteMs(percentile: 99) } }') },
    { name: '95th-percentile bandwidth of 30 days', query: traffic(30, '', 'total { bitsPerSecondP95 }') },
    { name: 'raw scan: errors on one path of 7 days, by hour', query: traffic(7, 'path: { prefix: "/blog/1/" }, status: { gte: 500 }', 'series(every: HOUR) { from metrics { requests } }') },
    { name: 'raw scan: bots of 30 days by user agent', query: traffic(30, 'userAgent: { like: "*bot*" }', 'total { requests bytes }') },
  ];
};
