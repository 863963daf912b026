import type { Metrics, TrafficGroup, TrafficGroups, TrafficReport } from '@edgegraph/rest/reporting/traffic.ts';

/** Figures as the service tells them; `requests` of 1,000 bytes each. */
export const metrics = (requests: number, more: Partial<Metrics> = {}): Metrics => ({
  BitsPerSecondP95: null,
  Bytes: BigInt(requests) * 1000n,
  Errors: 0n,
  Hits: 0n,
  Misses: BigInt(requests),
  OriginBytes: 0n,
  Requests: BigInt(requests),
  TimeToFirstByteMs: null,
  ...more,
});

/** The day's only interval. */
export const day = (requests: number, more: Partial<Metrics> = {}): NonNullable<TrafficReport['Data']>[number] => ({
  DateTimeSlice: '2015-05-17 00:00',
  From: '2015-05-17T00:00:00Z',
  To: '2015-05-18T00:00:00Z',
  ...metrics(requests, more),
});

export const report = (Id: number | null, more: Partial<TrafficReport> = {}): TrafficReport => ({
  CompleteUntil: '2015-05-17T12:00:00Z',
  Data: null,
  Id,
  Total: metrics(Id ?? 0),
  ...more,
});

export const group = (Key: TrafficGroup['Key'], requests: number, more: Partial<TrafficGroup> = {}): TrafficGroup => ({ Key, Total: metrics(requests), Data: null, ...more });

export const groups = (Groups: readonly TrafficGroup[], more: Partial<TrafficGroups> = {}): TrafficGroups => ({
  CompleteUntil: '2015-05-17T12:00:00Z',
  GroupCount: Groups.length,
  Groups,
  Id: null,
  Other: null,
  ...more,
});
