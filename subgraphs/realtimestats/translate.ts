/** REST's names and the graph's. */
import type { InputOf } from '@edgegraph/rest/route.ts';
import type { LiveSecond, realtimestats } from '@edgegraph/rest/realtimestats.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import type { Live } from '../generated/realtimestats.ts';
import { toReportMediaType } from '../report-media-type.ts';

/** Of what live figures are, in the graph's words. */
export interface LiveArguments {
  readonly platform?: Platform | null | undefined;
  readonly sslOnly?: boolean | null | undefined;
  readonly pop?: string | null | undefined;
}

/** The filter of REST's routes. Throws BAD_USER_INPUT on `sslOnly` without a platform. */
export const toFilter = ({ platform, sslOnly, pop }: LiveArguments): InputOf<(typeof realtimestats)['getLive']> => ({
  mediatypeid: toReportMediaType(platform, sslOnly ?? false),
  pop: pop ?? undefined,
});

export const toLive = ({ At, Bandwidth, Connections, CacheStatuses, StatusCodes, Pops }: LiveSecond): Live => ({
  at: new Date(At),
  bitsPerSecond: Bandwidth,
  connectionsPerSecond: Connections,
  cacheStatuses: CacheStatuses.map((rate) => ({ status: rate.CacheStatus, connectionsPerSecond: rate.Connections })),
  statusCodes: StatusCodes.map((rate) => ({ statusCode: rate.StatusCode, connectionsPerSecond: rate.Connections })),
  pops: Pops.map((rate) => ({ pop: rate.Pop, bitsPerSecond: rate.Bandwidth, connectionsPerSecond: rate.Connections })),
});
