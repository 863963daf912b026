import { type LiveFigures, type LiveQuery, longestSeries } from './figures.ts';
import { kindOf } from './kind.ts';
import { longestDelayMs } from './newest-second.ts';
import type { CountedRequests } from './reading.ts';
import { type Counts, FiguresSum, type Pop, counting, noFigures } from './sum.ts';
import { Totals } from './totals.ts';

/** How long a second is kept, in seconds: the newest that is complete may lie behind. */
const keptSeconds = longestSeries + longestDelayMs / 1000 + 5;
/** How far an edge's clock may be ahead, in seconds. */
const mostAhead = 5;
/** Seconds after which hardly anything comes late. */
const settled = 4;

export interface WindowLimits {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** Bytes of memory, about; beyond them the oldest seconds are forgotten. */
  readonly mostBytes?: number;
}

/** One second. */
type Accounts = Map<string, Totals>;

/** What was served second by second, of the last ten minutes; in memory alone, and only of what was served. */
export class LiveWindow {
  readonly #now: () => number;
  readonly #mostBytes: number;
  readonly #seconds = new Map<number, Accounts>();
  /** Those that are not packed. */
  readonly #loose = new Set<number>();
  readonly #placeOfPop = new Map<string, number>();
  /** In the order of their codes, without that of requests at no known POP. */
  #pops: readonly Pop[] = [];
  /** The oldest that is known. */
  #oldest: number;
  #packedBytes = 0;

  constructor({ now = Date.now, mostBytes = 256 * 1024 * 1024 }: WindowLimits = {}) {
    this.#now = now;
    this.#mostBytes = mostBytes;
    this.#oldest = Math.floor(now() / 1000) - keptSeconds;
  }

  /** Counts the requests in their own second; leaves them out if that is older than the window, or beyond what clocks may differ. */
  record(counted: CountedRequests): void {
    const second = Math.floor(counted.time / 1000);
    const current = Math.floor(this.#now() / 1000);
    if (second <= current - keptSeconds || second < this.#oldest || second > current + mostAhead) return;
    if (!this.#loose.has(second)) this.#begin(second, current);
    this.#totals(second, counted.accountNumber).add(counted.cnameId, kindOf(counted, this.#placeOf(counted.pop)), counted.requests, counted.bytes);
  }

  /** Forgets what was counted in the second: it is to be counted anew. */
  forget(second: number): void {
    for (const totals of this.#seconds.get(second)?.values() ?? []) if (!this.#loose.has(second)) this.#packedBytes -= totals.size;
    this.#seconds.delete(second);
    this.#loose.delete(second);
  }

  /** The figures of these seconds, both inclusive, as far as they are known; of the newest at least. One series for each CNAME, else one. */
  read({ accountNumber, mediaTypeId, pop, cnameIds }: Omit<LiveQuery, 'seconds'>, oldest: number, newest: number): LiveFigures[][] {
    const counts = counting(mediaTypeId, pop === undefined ? undefined : (this.#placeOfPop.get(pop) ?? -1));
    const from = Math.min(Math.max(oldest, this.#oldest), newest);
    const seconds = Array.from({ length: newest - from + 1 }, (_, index) => from + index);
    return (cnameIds ?? [undefined]).map((cnameId) => seconds.map((second) => this.#figures(second, accountNumber, cnameId, counts)));
  }

  #figures(second: number, accountNumber: string, cnameId: number | undefined, counts: Counts): LiveFigures {
    const totals = this.#seconds.get(second)?.get(accountNumber);
    if (!totals?.has(cnameId)) return noFigures(second * 1000);
    const sum = new FiguresSum(counts);
    totals.visit(cnameId, sum.add);
    return sum.figures(second * 1000, this.#pops);
  }

  #totals(second: number, accountNumber: string): Totals {
    let accounts = this.#seconds.get(second);
    if (!accounts) this.#seconds.set(second, (accounts = new Map()));
    let totals = accounts.get(accountNumber);
    if (!totals) accounts.set(accountNumber, (totals = new Totals()));
    return totals;
  }

  #placeOf(pop: string): number {
    const known = this.#placeOfPop.get(pop);
    if (known !== undefined) return known;
    const place = this.#placeOfPop.size;
    this.#placeOfPop.set(pop, place);
    if (pop !== '') this.#pops = [...this.#pops, { code: pop, place }].toSorted((one, other) => (one.code < other.code ? -1 : 1));
    return place;
  }

  /** Makes room for a second that begins, or gets something late. */
  #begin(second: number, current: number): void {
    for (const each of this.#loose) if (each < current - settled) this.#pack(each);
    const known = this.#seconds.get(second);
    if (known) this.#packedBytes -= sizeOf(known);
    this.#loose.add(second);
    this.#oldest = Math.max(this.#oldest, current - keptSeconds + 1);
    for (const each of this.#seconds.keys()) if (each < this.#oldest) this.forget(each);
    while (this.#size() > this.#mostBytes && this.#oldest < current - settled) {
      this.forget(this.#oldest);
      this.#oldest += 1;
    }
  }

  #pack(second: number): void {
    const accounts: Accounts = this.#seconds.get(second) ?? new Map();
    for (const totals of accounts.values()) totals.pack();
    this.#packedBytes += sizeOf(accounts);
    this.#loose.delete(second);
  }

  #size(): number {
    return [...this.#loose].reduce((sum, second) => sum + sizeOf(this.#seconds.get(second) ?? new Map()), this.#packedBytes);
  }
}

const sizeOf = (accounts: Accounts): number => accounts.values().reduce((sum, { size }) => sum + size, 0);
