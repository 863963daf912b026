import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { interceptors } from 'undici';
import { isAdmitted } from './admission.ts';
import { refuse } from './answer.ts';
import { ClientAnswer } from './client-answer.ts';
import { Collapse } from './collapse.ts';
import { type EdgeEvent, eventOf } from './event.ts';
import type { EdgeLoad, LoadOutcome } from '../fleet/edge-driver.ts';
import { abort, type Exchange, inBackground, openExchange, openLoad } from './exchange.ts';
import type { Fields } from './fields.ts';
import { reuse } from './freshness.ts';
import { forwardInterim } from './interim.ts';
import { invalidated } from './invalidation.ts';
import type { PurgeTarget } from './labels.ts';
import { LoadAnswer, loadOutcome, notLoaded } from './load.ts';
import { createOriginSide, type EdgeDispatchOptions } from './origin-side.ts';
import { OriginAgents } from './origin-agents.ts';
import { type Purge, PurgeRules } from './purge-rules.ts';
import { Purger, type PurgeReceipt } from './purger.ts';
import { targetOf } from './request-target.ts';
import { placeWithin, serveSite, type ServedSite } from './served-site.ts';
import type { Site } from './site.ts';
import { belongs, type FindSite, siteFinder } from './site-finder.ts';
import { ResponseStore } from './store.ts';
import { answerStored } from './stored-answer.ts';
import type { StoredResponse } from './stored-response.ts';
import type { Dispatch, DispatchHandler } from './undici.ts';

/** An HTTP cache in front of customers' origins. See RFC 9111. */
export interface Edge {
  /** Answers one request of an HTTP server. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Replaces the sites; requests under way keep theirs. What a site stored that is gone leaves the cache. */
  configure(sites: readonly Site[]): void;
  /** In force on return, also for responses that are on their way from the origin. */
  purge(purge: Purge): PurgeReceipt;
  /** How many objects the purges would meet now. */
  count(purges: readonly Pick<Purge, 'site' | 'target'>[]): number;
  /** Removes everything stored, of every site, and what is on its way from the origins. */
  clear(): void;
  /** Fetches or validates a URL for the cache, as a client's GET would; without an event, a token or a client's fields. */
  load(load: EdgeLoad): Promise<LoadOutcome>;
  /** Breaks off what is under way at origins. */
  close(): Promise<void>;
}

export interface EdgeSettings {
  readonly sites: readonly Site[];
  /** Of all stored responses. Default 256 MB. */
  readonly maxBytes?: number;
  /** Of one stored body; a longer one passes through. Default an eighth of `maxBytes`. */
  readonly maxObjectBytes?: number;
  /** Milliseconds to connect to an origin. Default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds that an origin may be silent, before and within its answer. Default 60,000. */
  readonly originTimeoutMs?: number;
  /** Told once about each request to a site, after its answer. */
  readonly onEvent?: (event: EdgeEvent) => void;
}

export const createEdge = (settings: EdgeSettings): Edge => new CachingEdge(settings);

const megabyte = 1024 * 1024;

/** The client's conditions are evaluated on the cache's answer, its directives before. */
const aboveTheCache = ['if-none-match', 'if-modified-since', 'if-range', 'range', 'cache-control', 'pragma'];

class CachingEdge implements Edge {
  #sites: ReadonlyMap<string, ServedSite> = new Map();
  #findSite: FindSite = () => undefined;
  readonly #onEvent: (event: EdgeEvent) => void;
  readonly #name = `edgegraph-${randomUUID()}`;
  readonly #agents: OriginAgents;
  readonly #store: ResponseStore;
  readonly #purger: Purger;
  readonly #collapse = new Collapse();
  readonly #revalidating = new Set<string>();
  readonly #toOrigin: Dispatch;
  readonly #throughCache: Dispatch;

  constructor({
    sites,
    maxBytes = 256 * megabyte,
    maxObjectBytes = maxBytes / 8,
    connectTimeoutMs = 5000,
    originTimeoutMs = 60_000,
    onEvent,
  }: EdgeSettings) {
    this.#onEvent = onEvent ?? (() => undefined);
    this.#agents = new OriginAgents({ connectTimeoutMs, originTimeoutMs });
    const rules = new PurgeRules();
    this.#store = new ResponseStore({ maxBytes, maxObjectBytes }, rules);
    this.#purger = new Purger(this.#store, rules);
    this.#toOrigin = createOriginSide({ agents: this.#agents, rules, name: this.#name });
    this.#throughCache = interceptors.cache({ store: this.#store, methods: ['GET', 'HEAD'], type: 'shared' })(this.#toOrigin);
    this.configure(sites);
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    const startedAt = performance.now();
    const target = targetOf(request);
    const site = target && this.#findSite(target.host, target.url);
    if (!site) {
      const refusal = target
        ? { status: 404, message: 'No site has this host name.' }
        : { status: 400, message: 'The request names no URL of this host.' };
      return refuse(response, { firstByteAt: null, bytes: 0 }, refusal);
    }
    const exchange = openExchange(site, target, request);
    response.once('close', () => {
      const complete = response.writableFinished;
      if (!complete) abort(exchange);
      const delivery = { startedAt, endedAt: performance.now(), status: response.statusCode, complete };
      this.#onEvent(eventOf(exchange, delivery, this.#findSite));
    });
    if (!isAdmitted(exchange)) refuse(response, exchange.sent, noToken);
    else if (site.origin === null) refuse(response, exchange.sent, noOrigin);
    else if (String(exchange.fields['cdn-loop'] ?? '').includes(this.#name)) refuse(response, exchange.sent, loop);
    else this.#answer(exchange, response);
  }

  configure(sites: readonly Site[]): void {
    const served = sites.map(serveSite);
    const former = this.#sites;
    this.#sites = new Map(served.map((site) => [site.id, site]));
    this.#findSite = siteFinder(served);
    for (const { id, counting } of former.values()) {
      const site = this.#sites.get(id);
      if (!site) this.#purger.purge({ site: id, target: { kind: 'site' }, mode: 'hard' });
      else if (site.counting !== counting) void this.#purger.purgeMisplaced(id, (url) => placeWithin(site, url).storedUrl);
    }
  }

  purge(purge: Purge): PurgeReceipt {
    return this.#purger.purge({ ...purge, target: this.#stored(purge.site, purge.target) });
  }

  count(purges: readonly Pick<Purge, 'site' | 'target'>[]): number {
    return this.#purger.count(purges.map(({ site, target }) => ({ site, target: this.#stored(site, target) })));
  }

  clear(): void {
    this.#purger.clear();
  }

  async load({ site: id, host, url }: EdgeLoad): Promise<LoadOutcome> {
    const site = this.#sites.get(id);
    const target = targetOf({ url, headers: { host } });
    if (!site || site.origin === null) return notLoaded(site ? noOrigin.message : 'This edge does not have the site.');
    if (!target || !belongs(target.url, site.path)) return notLoaded(`${url} is no URL of this site: it begins with ${site.path}/.`);
    const exchange = openLoad(site, target);
    const { storedUrl, fields } = exchange;
    exchange.stored = this.#store.find(site.id, storedUrl, fields);
    await new Promise<void>((done) => {
      const isFilling = () => this.#store.isFilling(site.id, storedUrl);
      this.#dispatch(this.#throughCache, exchange, cacheFields(exchange), new LoadAnswer(exchange, isFilling, done));
    });
    const stored = this.#store.find(site.id, storedUrl, fields);
    const fresh = stored !== undefined && reuse(stored, exchange.directives, Date.now()) === 'fresh';
    return loadOutcome(exchange, fresh);
  }

  close(): Promise<void> {
    return this.#agents.close();
  }

  #answer(exchange: Exchange, response: ServerResponse): void {
    if (leavesToOrigin(exchange)) return this.#pass(exchange, response, 'bypass');
    if (exchange.bypasses) return this.#pass(exchange, response, 'rule');
    const { site, storedUrl, fields, directives } = exchange;
    const stored = this.#store.find(site.id, storedUrl, fields);
    exchange.stored = stored;
    if (stored) {
      const how = reuse(stored, directives, Date.now());
      if (how === 'while-revalidate') this.#revalidate(exchange, stored);
      if (how !== 'validate') return answerStored(exchange, response, stored, how === 'fresh' ? 'hit' : 'stale', this.#store);
    }
    if (directives.onlyIfCached) return refuse(response, exchange.sent, notCached);
    // Fetching the whole for a part would keep the client waiting.
    if (!stored && fields.range !== undefined) return this.#pass(exchange, response, 'bypass');
    this.#fetch(exchange, response);
  }

  /** Past the cache. */
  #pass(exchange: Exchange, response: ServerResponse, why: 'bypass' | 'rule'): void {
    exchange.passes = why;
    exchange.onInterim = forwardInterim(response);
    const answered = (status: number, fields: Fields) => {
      for (const url of invalidated(exchange, status, fields))
        this.purge({ site: exchange.site.id, target: { kind: 'url', url }, mode: 'hard' });
    };
    const nothing = () => undefined;
    const answer = new ClientAnswer(exchange, response, { answered, isFilling: () => false, settled: nothing, coded: nothing });
    this.#dispatch(this.#toOrigin, exchange, exchange.fields, answer);
  }

  /**
   * Of requests for the same URL at once, one fetches; the others then look again, and fetch for themselves if its answer
   * is not for them.
   */
  #fetch(exchange: Exchange, response: ServerResponse): void {
    const { site, storedUrl, fields, method, collapsed, directives } = exchange;
    const lead = method === 'GET' && !collapsed && !directives.noCache ? this.#collapse.join(`${site.id}\n${storedUrl}`) : unshared;
    if (lead instanceof Promise) {
      exchange.collapsed = true;
      void lead.then(() => response.destroyed || this.#answerAgain(exchange, response));
      return;
    }
    exchange.collapsed = false;
    exchange.onInterim = forwardInterim(response);
    const isFilling = () => this.#store.isFilling(site.id, storedUrl);
    this.#dispatch(
      this.#throughCache,
      exchange,
      cacheFields(exchange),
      new ClientAnswer(exchange, response, {
        answered: () => undefined,
        isFilling,
        settled: lead.release,
        coded: (received, coding, body) => this.#store.keepCoded(site.id, storedUrl, fields, received, coding, body),
      }),
    );
  }

  /** What the former configuration would store under another URL than the present one passes. */
  #answerAgain(exchange: Exchange, response: ServerResponse): void {
    const { id, counting } = exchange.site;
    if (this.#sites.get(id)?.counting === counting) this.#answer(exchange, response);
    else this.#pass(exchange, response, 'bypass');
  }

  /** In the background, and once at a time. See RFC 5861, section 3. */
  #revalidate(exchange: Exchange, stored: StoredResponse): void {
    const key = `${stored.site}\n${stored.url}`;
    if (exchange.method !== 'GET' || this.#revalidating.has(key)) return;
    this.#revalidating.add(key);
    const done = () => void this.#revalidating.delete(key);
    const background = inBackground(exchange);
    this.#dispatch(this.#throughCache, background, cacheFields(background), {
      onRequestStart: () => undefined,
      onResponseStart: () => undefined,
      onResponseEnd: done,
      onResponseError: done,
    });
  }

  #dispatch(dispatch: Dispatch, exchange: Exchange, headers: Fields, handler: DispatchHandler): void {
    const { site, storedUrl, method } = exchange;
    const options: EdgeDispatchOptions = { origin: site.id, path: storedUrl, method, headers, exchange };
    dispatch(options, handler);
  }

  /** What a purge of a URL meets is stored under what counts of it. */
  #stored(id: string, target: PurgeTarget): PurgeTarget {
    const site = this.#sites.get(id);
    return target.kind === 'url' && site ? { ...target, url: placeWithin(site, target.url).storedUrl } : target;
  }
}

const noToken = { status: 403, message: 'This URL needs a token that is valid for this request.' };
const noOrigin = { status: 404, message: 'This site has no origin.' };
const unshared = { release: () => undefined };
const loop = {
  status: 508,
  message: 'This request has come back to the edge that sent it. The origin of this site must not be the edge itself.',
};
const notCached = { status: 504, message: 'The request asks for a stored response only, and none can be used.' };

/** Other methods, bodies, conditions that only an origin can judge, and what the client wants kept out of caches. */
function leavesToOrigin({ method, body, fields, directives }: Exchange): boolean {
  return (
    (method !== 'GET' && method !== 'HEAD') ||
    body !== null ||
    directives.noStore ||
    fields['if-match'] !== undefined ||
    fields['if-unmodified-since'] !== undefined
  );
}

/** What the cache sees: whether to validate has been decided. */
function cacheFields({ fields, stored }: Exchange): Fields {
  const seen = { ...fields };
  for (const name of aboveTheCache) delete seen[name];
  if (stored) seen['cache-control'] = 'no-cache';
  return seen;
}
