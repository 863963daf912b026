import type { LoggedRequest } from './requests.ts';

/** What the origin has for a target. */
export interface OriginAnswer {
  readonly status: number;
  /** Bytes of the whole body. */
  readonly size: number;
  readonly entityTag: string;
  readonly contentType: string;
  readonly cacheControl: string;
}

/** What the log tells of each target (path and query): the first status that is the origin's own, and the largest size that was sent. */
export function answersOf(requests: readonly LoggedRequest[]): ReadonlyMap<string, OriginAnswer> {
  const statuses = new Map<string, number>();
  const sizes = new Map<string, number>();
  for (const { target, status, bytes } of requests) {
    // 206, 304 and 416 are what a cache makes of a 200.
    if (![206, 304, 416].includes(status) && !statuses.has(target)) statuses.set(target, status);
    sizes.set(target, Math.max(sizes.get(target) ?? 0, bytes));
  }
  return new Map([...sizes].map(([target, size]) => [target, answer(target, statuses.get(target) ?? 200, size)]));
}

const kinds: readonly (readonly [RegExp, string, string])[] = [
  [/\.(?:png|jpe?g|gif|ico)$/, 'image/png', 'max-age=86400'],
  [/\.css$/, 'text/css', 'max-age=3600'],
  [/\.js$/, 'text/javascript', 'max-age=3600'],
  [/\.(?:gz|zip|jar|rpm|deb|pdf)$/, 'application/octet-stream', 'max-age=3600'],
  [/\.(?:txt|log|c|h|sh|xml|rss20|atom)$/, 'text/plain', 'max-age=60'],
];

/** Images are fresh for a day, styles and scripts for an hour, pages for 20 seconds, errors of the client for ten; others are not stored. */
function answer(target: string, status: number, size: number): OriginAnswer {
  const path = target.split('?')[0] ?? '';
  const [, contentType, freshness] = kinds.find(([pattern]) => pattern.test(path)) ?? [null, 'text/html', 'max-age=20'];
  const cacheControl = status < 400 ? freshness : status < 500 ? 'max-age=10' : 'no-store';
  return { status, size, entityTag: `"${size.toString(36)}"`, contentType, cacheControl };
}
