type Sum = { requests: number; bytes: number };

/** Rows in the order of their CNAMEs. */
interface Columns {
  readonly cnameIds: Float64Array;
  readonly kinds: Uint32Array;
  readonly requests: Uint32Array;
  readonly bytes: Float64Array;
}

const packedRowBytes = 24;
/** Measured: an entry of a map, its object and its share of the map of its CNAME. */
const looseRowBytes = 90;

/** What one account served in one second, by CNAME and kind: loose while it grows, packed once it seldom does. */
export class Totals {
  #packed: Columns = columns(0);
  #loose = new Map<number, Map<number, Sum>>();
  #looseCount = 0;

  /** `kind` is `kindOf`'s; `bytes` those of all the requests together. */
  add(cnameId: number, kind: number, requests: number, bytes: number): void {
    let kinds = this.#loose.get(cnameId);
    if (!kinds) this.#loose.set(cnameId, (kinds = new Map()));
    const sum = kinds.get(kind);
    if (sum) {
      sum.requests += requests;
      sum.bytes += bytes;
    } else {
      kinds.set(kind, { requests, bytes });
      this.#looseCount += 1;
    }
  }

  /** Bytes of memory, about. */
  get size(): number {
    return this.#packed.kinds.length * packedRowBytes + this.#looseCount * looseRowBytes;
  }

  /** Sorts what is loose in; rows that are alike stay apart, which changes no sum. */
  pack(): void {
    if (this.#looseCount === 0) return;
    const before = this.#packed;
    const packed = columns(before.kinds.length + this.#looseCount);
    let [index, taken] = [0, 0];
    const put = (cnameId: number, kind: number, requests: number, bytes: number): void => {
      packed.cnameIds[index] = cnameId;
      packed.kinds[index] = kind;
      packed.requests[index] = requests;
      packed.bytes[index] = bytes;
      index += 1;
    };
    const take = (upTo: number): void => {
      for (let cnameId = before.cnameIds[taken]; cnameId !== undefined && cnameId <= upTo; cnameId = before.cnameIds[taken]) {
        put(cnameId, before.kinds[taken] ?? 0, before.requests[taken] ?? 0, before.bytes[taken] ?? 0);
        taken += 1;
      }
    };
    for (const [cnameId, sums] of [...this.#loose].toSorted(([one], [other]) => one - other)) {
      take(cnameId);
      for (const [kind, { requests, bytes }] of sums) put(cnameId, kind, requests, bytes);
    }
    take(Infinity);
    this.#packed = packed;
    this.#loose = new Map();
    this.#looseCount = 0;
  }

  /** Whether anything was served of the CNAME, or at all. */
  has(cnameId: number | undefined): boolean {
    if (cnameId === undefined || this.#loose.has(cnameId)) return true;
    const { cnameIds } = this.#packed;
    return cnameIds[firstOf(cnameIds, cnameId)] === cnameId;
  }

  /** Visits the rows of the CNAME, or all of them; those that are alike may come in parts. */
  visit(cnameId: number | undefined, visitor: (kind: number, requests: number, bytes: number) => void): void {
    const { cnameIds, kinds, requests, bytes } = this.#packed;
    for (let index = cnameId === undefined ? 0 : firstOf(cnameIds, cnameId); index < cnameIds.length; index += 1) {
      if (cnameId !== undefined && cnameIds[index] !== cnameId) break;
      visitor(kinds[index] ?? 0, requests[index] ?? 0, bytes[index] ?? 0);
    }
    const loose = cnameId === undefined ? this.#loose.values() : [this.#loose.get(cnameId) ?? new Map<number, Sum>()];
    for (const sums of loose) for (const [kind, sum] of sums) visitor(kind, sum.requests, sum.bytes);
  }
}

const columns = (length: number): Columns => ({
  cnameIds: new Float64Array(length),
  kinds: new Uint32Array(length),
  requests: new Uint32Array(length),
  bytes: new Float64Array(length),
});

/** The place of the first that is not less, in ascending numbers. */
function firstOf(ascending: Float64Array, wanted: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
