import { cacheStatuses, mediaTypeIds } from '@edgegraph/rest/codec.ts';
import { latestTime, type RequestEvent } from './event.ts';

const isText = (value: unknown): boolean => typeof value === 'string';
const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isFlag = (value: unknown): boolean => typeof value === 'boolean';
const whole = (least: number, most = Number.MAX_SAFE_INTEGER) => (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most; // just seen to be one
const oneOf = (values: readonly unknown[]) => {
  const known = new Set(values);
  return (value: unknown): boolean => known.has(value);
};
const isDuration = (value: unknown): boolean => value === null || (typeof value === 'number' && value >= 0 && value < Number.POSITIVE_INFINITY);

/** Whether a member of an event has a value that `requestEvent` takes. */
export const holds: { readonly [Member in keyof RequestEvent]-?: (value: unknown) => boolean } = {
  source: isName,
  sequence: whole(1),
  time: whole(0, latestTime),
  accountNumber: isName,
  mediaTypeId: oneOf(mediaTypeIds),
  cnameId: whole(0),
  originId: whole(0),
  ssl: isFlag,
  method: isText,
  path: isText,
  query: isText,
  protocol: isText,
  status: whole(0, 999),
  cacheStatus: oneOf(cacheStatuses),
  bytes: whole(0),
  originBytes: whole(0),
  timeTakenMs: isDuration,
  timeToFirstByteMs: isDuration,
  clientIp: isText,
  referrer: isText,
  userAgent: isText,
  pop: isText,
  regionId: whole(-1, 32_767),
};

const members = Object.entries(holds);

/** What `requestEvent` tells of a value, in a tenth of the time: for what comes with every request that is served. Not of one with other members, which that drops. */
export function isRequestEvent(value: unknown): value is RequestEvent {
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== members.length) return false;
  const given = value as Readonly<Record<string, unknown>>; // an object
  return members.every(([name, isRight]) => isRight(given[name]));
}
