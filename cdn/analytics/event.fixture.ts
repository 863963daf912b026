import type { RequestEvent } from './event.ts';

/** Noon of a day in May 2015, UTC. */
export const noon = Date.UTC(2015, 4, 17, 12);

/** An event for tests: a hit of 1,000 bytes at noon, as far as `given` doesn't say otherwise. */
export const event = (given: Partial<RequestEvent> = {}): RequestEvent => ({
  source: 'edge-1',
  sequence: 1,
  time: noon,
  accountNumber: '0001',
  mediaTypeId: 3,
  cnameId: 0,
  originId: 0,
  ssl: false,
  method: 'GET',
  path: '/index.html',
  query: '',
  protocol: 'HTTP/1.1',
  status: 200,
  cacheStatus: 'TCP_HIT',
  bytes: 1000,
  originBytes: 0,
  timeTakenMs: null,
  timeToFirstByteMs: null,
  clientIp: '192.0.2.1',
  referrer: '',
  userAgent: '',
  pop: '',
  regionId: -1,
  ...given,
});
