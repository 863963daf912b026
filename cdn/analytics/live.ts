import { type CacheStatus, type MediaTypeId, cacheStatuses } from '@edgegraph/rest/codec.ts';
import type { RequestEvent } from './event.ts';

/** The kinds of HTTP status that live figures tell apart, in the order in which they are listed. */
export const statusClasses = ['2xx', '304', '3xx', '403', '404', '4xx', '5xx', 'other'] as const;

/** `3xx` and `4xx` are without those that have a class of their own. */
export type StatusClass = (typeof statusClasses)[number];

/** What was served in one second. */
export interface LiveFigures {
  /** Milliseconds since 1970: when the second began. */
  readonly at: number;
  readonly bitsPerSecond: number;
  /** Requests served in the second. */
  readonly connectionsPerSecond: number;
  readonly cacheStatuses: Readonly<Record<CacheStatus, number>>;
  readonly statusClasses: Readonly<Record<StatusClass, number>>;
}

export interface LiveFilter {
  readonly accountNumber: string;
  /** All platforms if left out. */
  readonly mediaTypeId?: MediaTypeId | undefined;
  /** All of the account, also what no CNAME is known of, if left out. */
  readonly cnameIds?: readonly number[] | undefined;
  /** Three capital letters. Every POP, also what none is known of, if left out. */
  readonly pop?: string | undefined;
}

/** How long a second's figures are kept, in seconds. */
const windowSeconds = 600;

type Totals = {
  bytes: number;
  requests: number;
  cacheStatuses: Record<CacheStatus, number>;
  statusClasses: Record<StatusClass, number>;
};

/** An account's totals by CNAME, platform and POP; only of what was served. */
type AccountTotals = Map<number, Map<MediaTypeId, Map<string, Totals>>>;

/** One second of the ring. */
interface Slot {
  readonly second: number;
  readonly accounts: Map<string, AccountTotals>;
}

/** Counts what is served, second by second, and keeps the last ten minutes; in memory alone. */
export class LiveCounters {
  readonly #now: () => number;
  readonly #slots: Slot[] = [];

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Counts the event in its own second; leaves it out if that is older than the window, or still to come. */
  record(event: RequestEvent): void {
    const second = Math.floor(event.time / 1000);
    const current = Math.floor(this.#now() / 1000);
    if (second <= current - windowSeconds || second > current) return;
    const totals = this.#totalsOf(second, event);
    totals.bytes += event.bytes;
    totals.requests += 1;
    totals.cacheStatuses[event.cacheStatus] += 1;
    totals.statusClasses[statusClassOf(event.status)] += 1;
  }

  /** The figures of the last complete second; zeros if nothing was served. */
  read({ accountNumber, mediaTypeId, cnameIds, pop }: LiveFilter): LiveFigures {
    const second = Math.floor(this.#now() / 1000) - 1;
    const slot = this.#slots[second % windowSeconds];
    const account: AccountTotals = (slot?.second === second && slot.accounts.get(accountNumber)) || new Map();
    const sum = emptyTotals();
    for (const cnameId of cnameIds === undefined ? account.keys() : new Set(cnameIds)) {
      for (const [platform, pops] of account.get(cnameId) ?? []) {
        if (mediaTypeId !== undefined && mediaTypeId !== platform) continue;
        for (const [code, totals] of pops) if (pop === undefined || pop === code) add(sum, totals);
      }
    }
    return {
      at: second * 1000,
      bitsPerSecond: sum.bytes * 8,
      connectionsPerSecond: sum.requests,
      cacheStatuses: sum.cacheStatuses,
      statusClasses: sum.statusClasses,
    };
  }

  #totalsOf(second: number, { accountNumber, mediaTypeId, cnameId, pop }: RequestEvent): Totals {
    const index = second % windowSeconds;
    let slot = this.#slots[index];
    if (slot?.second !== second) this.#slots[index] = slot = { second, accounts: new Map() };
    const account = getOrInsert(slot.accounts, accountNumber, (): AccountTotals => new Map());
    const cname = getOrInsert(account, cnameId, () => new Map<MediaTypeId, Map<string, Totals>>());
    const platform = getOrInsert(cname, mediaTypeId, () => new Map<string, Totals>());
    return getOrInsert(platform, pop, emptyTotals);
  }
}

function statusClassOf(status: number): StatusClass {
  if (status === 304 || status === 403 || status === 404) return `${status}`;
  const hundreds = Math.floor(status / 100);
  return hundreds >= 2 && hundreds <= 5 ? `${hundreds as 2 | 3 | 4 | 5}xx` : 'other'; // the bounds just checked
}

const zeros = <Key extends string>(keys: readonly Key[]): Record<Key, number> =>
  // fromEntries forgets the keys' type.
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;

const emptyTotals = (): Totals => ({
  bytes: 0,
  requests: 0,
  cacheStatuses: zeros(cacheStatuses),
  statusClasses: zeros(statusClasses),
});

function add(sum: Totals, totals: Totals): void {
  sum.bytes += totals.bytes;
  sum.requests += totals.requests;
  for (const status of cacheStatuses) sum.cacheStatuses[status] += totals.cacheStatuses[status];
  for (const status of statusClasses) sum.statusClasses[status] += totals.statusClasses[status];
}

function getOrInsert<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const made = make();
  map.set(key, made);
  return made;
}
