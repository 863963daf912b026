import { LRUCache } from 'lru-cache';
import type { Writable } from 'node:stream';
import { BodyCollector } from './body-collector.ts';
import { CodedBodies, type Coding } from './coding.ts';
import type { Fields } from './fields.ts';
import type { PurgeRules } from './purge-rules.ts';
import { forClient, tagsOf } from './received.ts';
import { provenance, type ReceivedFields } from './received-fields.ts';
import type { StoredResponse } from './stored-response.ts';
import type { CacheKey, CacheResult, CacheStore, CacheValue } from './undici.ts';
import { selects } from './vary.ts';

export interface StoreLimits {
  /** Of everything stored, bodies and fields. */
  readonly maxBytes: number;
  /** Of one body; a longer one passes through unstored. */
  readonly maxObjectBytes: number;
}

/** How long a response with a validator is kept, so that it can be validated instead of fetched. */
const validatorRetention = 24 * 60 * 60 * 1000;
/** Of one URL; the oldest gives way. */
const maxVariants = 100;
/** What an entry takes beside its body and fields, roughly. */
const overhead = 500;

/** Responses to GET in memory, the least recently used evicted. HEAD is answered from them. */
export class ResponseStore implements CacheStore {
  readonly #limits: StoreLimits;
  readonly #rules: PurgeRules;
  readonly #variants: LRUCache<string, readonly StoredResponse[]>;
  /** How many bodies are being collected, by key. */
  readonly #fills = new Map<string, number>();

  constructor(limits: StoreLimits, rules: PurgeRules) {
    this.#limits = limits;
    this.#rules = rules;
    this.#variants = new LRUCache({
      maxSize: limits.maxBytes,
      sizeCalculation: (variants) => variants.reduce((sum, stored) => sum + sizeOf(stored), 0),
    });
  }

  /** The stored response that a request selects; undefined if there is none, or a purge met it. */
  find(site: string, url: string, request: Fields): StoredResponse | undefined {
    const variants = this.#variants.get(keyOf(site, url));
    const now = Date.now();
    return variants && this.#admitted(variants).find((stored) => stored.deleteAt > now && selects(stored, request));
  }

  get({ origin, path, headers = {} }: CacheKey): CacheResult | undefined {
    const stored = this.find(origin, path, headers);
    if (!stored) return undefined;
    const { status, fields, directives, vary, ...rest } = stored;
    return { ...rest, statusCode: status, headers: fields, cacheControlDirectives: directives, ...(vary && { vary }) };
  }

  createWriteStream(key: CacheKey, value: CacheValue): Writable | undefined {
    const length = value.headers['content-length'];
    if (key.method !== 'GET' || Number(length ?? 0) > this.#limits.maxObjectBytes) return undefined;
    const collector = new BodyCollector(this.#limits.maxObjectBytes, (body) =>
      this.#put(toStored(key, value, body), key.headers ?? {}),
    );
    const filled = keyOf(key.origin, key.path);
    this.#countFill(filled, 1);
    return collector.once('close', () => this.#countFill(filled, -1));
  }

  /** Codes the body of a stored response, which counts as stored with it. */
  async code(stored: StoredResponse, coding: Coding): Promise<void> {
    const coded = (stored.coded ??= new CodedBodies());
    await coded.make(coding, stored.body);
    this.#weigh(stored);
  }

  /** Keeps what the body of a response was coded to, if just this response has been stored. */
  keepCoded(site: string, url: string, request: Fields, received: ReceivedFields, coding: Coding, body: Buffer): void {
    const stored = this.find(site, url, request);
    if (!stored || stored.fields[provenance] !== received[provenance]) return;
    stored.coded ??= new CodedBodies();
    stored.coded.keep(coding, body, stored.body);
    this.#weigh(stored);
  }

  /** Whether a response of the URL is being stored: judged storable, its body not complete. */
  isFilling(site: string, url: string): boolean {
    return this.#fills.has(keyOf(site, url));
  }

  delete({ origin, path }: Pick<CacheKey, 'origin' | 'path'>): void {
    this.#variants.delete(keyOf(origin, path));
  }

  /** Lets the purge rules meet what is stored of one URL. */
  checkUrl(site: string, url: string): void {
    this.#check(keyOf(site, url));
  }

  /** Lets the purge rules meet everything stored, a slice at a time, so that requests are served between. */
  checkAll(): Promise<void> {
    return this.#inSlices((key) => this.#check(key));
  }

  /** Shows everything that is stored, a slice at a time, whether a purge has met it or not. */
  visit(show: (stored: StoredResponse) => void): Promise<void> {
    return this.#inSlices((key) => this.#variants.peek(key)?.forEach(show));
  }

  /** Everything that no purge has met. */
  *all(): Generator<StoredResponse> {
    for (const variants of this.#variants.values()) yield* this.#admitted(variants);
  }

  /** What is stored of one URL, whether a purge has met it or not. */
  storedOf(site: string, url: string): readonly StoredResponse[] {
    return this.#variants.peek(keyOf(site, url)) ?? [];
  }

  clear(): void {
    this.#variants.clear();
  }

  async #inSlices(look: (key: string) => void): Promise<void> {
    const keys = [...this.#variants.keys()];
    for (let from = 0; from < keys.length; from += 1000) {
      for (const key of keys.slice(from, from + 1000)) look(key);
      await new Promise(setImmediate);
    }
  }

  #countFill(key: string, change: 1 | -1): void {
    const fills = (this.#fills.get(key) ?? 0) + change;
    if (fills === 0) this.#fills.delete(key);
    else this.#fills.set(key, fills);
  }

  #check(key: string): void {
    const variants = this.#variants.peek(key);
    if (!variants) return;
    const admitted = this.#admitted(variants);
    if (admitted.length < variants.length) this.#replace(key, admitted);
  }

  #admitted(variants: readonly StoredResponse[]): readonly StoredResponse[] {
    return variants.every((stored) => this.#rules.admits(stored))
      ? variants
      : variants.filter((stored) => this.#rules.admits(stored));
  }

  #put(stored: StoredResponse, request: Fields): void {
    const key = keyOf(stored.site, stored.url);
    if (!this.#rules.admits(stored)) return;
    const { former = [], others = [] } = Object.groupBy(this.#admitted(this.#variants.peek(key) ?? []), (other) =>
      selects(other, request) ? 'former' : 'others',
    );
    // Validated, or sent once more.
    stored.coded = former.find(({ coded, body }) => coded && body.equals(stored.body))?.coded ?? null;
    this.#replace(key, [stored, ...others].slice(0, maxVariants));
  }

  #weigh({ site, url, coded }: StoredResponse): void {
    const key = keyOf(site, url);
    const variants = this.#variants.peek(key);
    if (variants?.some((variant) => variant.coded === coded)) this.#replace(key, [...variants]);
  }

  #replace(key: string, variants: readonly StoredResponse[]): void {
    if (variants.length === 0) this.#variants.delete(key);
    else this.#variants.set(key, variants);
  }
}

const keyOf = (site: string, url: string): string => `${site}\n${url}`;

function sizeOf({ url, fields, body, coded }: StoredResponse): number {
  return Object.entries(fields).reduce(
    (sum, [name, value]) => sum + name.length + String(value).length,
    body.length + (coded?.bytes ?? 0) + url.length + overhead,
  );
}

function toStored({ origin: site, path: url }: CacheKey, value: CacheValue, body: Buffer): StoredResponse {
  const {
    statusCode: status,
    statusMessage,
    vary,
    etag,
    cacheControlDirectives: { 'stale-if-error': staleIfError, ...directives } = {},
    cachedAt,
    staleAt,
    deleteAt,
  } = value;
  const fields: ReceivedFields = value.headers;
  const departure = fields[provenance]?.departure ?? 0;
  const hasValidator = etag !== undefined || fields['last-modified'] !== undefined;
  return {
    site,
    url,
    askedUrl: fields[provenance]?.askedUrl ?? url,
    vary,
    status,
    statusMessage,
    fields,
    clientFields: status === 204 ? forClient(fields) : { ...forClient(fields), 'content-length': String(body.length) },
    etag,
    // No-cache forbids what stale-if-error would allow (RFC 9111, section 4.2.4).
    directives: staleIfError === undefined || directives['no-cache'] === true ? directives : { ...directives, 'stale-if-error': staleIfError },
    body,
    coded: null,
    cachedAt,
    staleAt,
    deleteAt: hasValidator ? Math.max(deleteAt, Date.now() + validatorRetention) : deleteAt,
    tags: tagsOf(fields),
    departure,
    checked: departure,
    purged: false,
  };
}
