import type { Connection, Row } from './connection.ts';

const trafficKeys = 'accountNumber, mediaTypeId, ssl, cnameId, originId, pop, regionId, method, protocol, status, cacheStatus';
const fileKeys = 'accountNumber, mediaTypeId, cnameId, path';

/** Requests, bytes and what they are counted by, as numbers that agree if a roll-up counts exactly what is stored. */
const fingerprint = (table: string, time: string, keys: string): string =>
  `SELECT sum(counted.requests) AS requests, sum(counted.bytes) AS bytes,
     sum(counted.requests * cityHash64(toUnixTimestamp(toDateTime(${time}, 'UTC')), ${keys})) AS hash FROM ${table} AS counted`;

const asStored = (start: string, keys: string): string =>
  fingerprint('(SELECT * REPLACE (toUInt128(bytes) AS bytes), toUInt64(1) AS requests FROM events)', `${start}(time)`, keys);

const pairs: Readonly<Record<string, readonly [stored: string, counted: string]>> = {
  traffic_minute: [asStored('toStartOfMinute', trafficKeys), fingerprint('traffic_minute', 'time', trafficKeys)],
  traffic_hour: [asStored('toStartOfHour', trafficKeys), fingerprint('traffic_hour', 'time', trafficKeys)],
  traffic_day: [asStored('toStartOfDay', trafficKeys), fingerprint('traffic_day', 'time', trafficKeys)],
  files_day: [asStored('toStartOfDay', fileKeys), fingerprint('files_day', 'day', fileKeys)],
};

/** Of each roll-up what is stored in `events`, and what it counts. */
export async function fingerprints(connection: Pick<Connection, 'query'>): Promise<readonly { table: string; stored: Row | undefined; counted: Row | undefined }[]> {
  return Promise.all(
    Object.entries(pairs).map(async ([table, [stored, counted]]) => ({
      table,
      stored: (await connection.query(stored))[0],
      counted: (await connection.query(counted))[0],
    })),
  );
}
