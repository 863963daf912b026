import { ruledCacheControl } from './cache-rules.ts';
import type { Exchange } from './exchange.ts';
import { endToEnd, type Fields } from './fields.ts';
import { appended, toOrigin } from './forwarded.ts';
import { wasNotReached } from './gateway-error.ts';
import type { OriginAgents } from './origin-agents.ts';
import { Origins } from './origins.ts';
import type { PurgeRules } from './purge-rules.ts';
import { forCache } from './received.ts';
import type { ReceivedFields } from './received-fields.ts';
import { type Hop, maxRedirects, redirected } from './redirect.ts';
import type { SiteOrigin } from './site.ts';
import type { Dispatch, DispatchController, DispatchHandler, DispatchOptions } from './undici.ts';
import { freshened, validates } from './validation.ts';

/** What the edge sends into undici's cache, which hands it on to the origin side. */
export interface EdgeDispatchOptions extends DispatchOptions {
  readonly exchange: Exchange;
}

interface Parts {
  readonly agents: OriginAgents;
  readonly rules: PurgeRules;
  /** This edge in CDN-Loop. */
  readonly name: string;
}

/** Below the cache: asks a site's origins, and hands up answers in the form in which the cache judges them right. */
export function createOriginSide(parts: Parts): Dispatch {
  const origins = new Origins();
  return (options, handler) => {
    // Only the edge dispatches here, and the cache keeps what it doesn't know.
    const { exchange } = options as EdgeDispatchOptions;
    const { origin } = exchange.site;
    if (origin === null) throw new Error(`Site ${exchange.site.id} has no origin`);
    new OriginFetch(parts, options, handler, exchange, origin, origins.order(origin)).start();
    return true;
  };
}

const validators = ['if-none-match', 'if-modified-since'] as const;
const credentials = ['authorization', 'cookie'] as const;

class OriginFetch implements DispatchHandler {
  readonly #parts: Parts;
  readonly #options: DispatchOptions;
  readonly #handler: DispatchHandler;
  readonly #exchange: Exchange;
  readonly #origin: SiteOrigin;
  readonly #servers: string[];
  /** The number of the last purge rule at departure. */
  readonly #rule: number;
  #departedAt = 0;
  #fields: Fields;
  #hop: Hop;
  /** What redirects were followed. */
  readonly #redirects: Fields[] = [];
  /** What the body of this answer is for: the handler, or nobody, since the stored one is used or another request is sent. */
  #body: 'handed-up' | 'stored' | 'unusable' | 'redirect' = 'handed-up';
  #answered = false;

  constructor(
    parts: Parts,
    options: DispatchOptions,
    handler: DispatchHandler,
    exchange: Exchange,
    origin: SiteOrigin,
    servers: string[],
  ) {
    this.#parts = parts;
    this.#options = options;
    this.#handler = handler;
    this.#exchange = exchange;
    this.#origin = origin;
    this.#servers = servers;
    this.#hop = this.#toServer();
    this.#rule = parts.rules.depart();
    // The cache hands on the fields that it was given, with its validators.
    this.#fields = { ...(options.headers as Fields) };
    if (!exchange.passes && exchange.stored?.fields['last-modified'] === undefined) delete this.#fields['if-modified-since'];
  }

  start(): void {
    const { method, body } = this.#exchange;
    const { origin, path, host } = this.#hop;
    this.#departedAt = Date.now();
    const headers = toOrigin(this.#fields, this.#exchange, host, this.#parts.name);
    try {
      this.#parts.agents.dispatch(this.#origin, { ...this.#options, origin, path, method, headers, body }, this);
    } catch (error) {
      this.#fail(NO_CONTROLLER, error instanceof Error ? error : new Error(String(error)));
    }
  }

  onRequestStart(controller: DispatchController, context: unknown): void {
    this.#exchange.controller = controller;
    this.#handler.onRequestStart?.(controller, context);
    if (this.#exchange.aborted) controller.abort(new Error('The client closed the connection.'));
  }

  onResponseStart(
    controller: DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    message?: string,
  ): void {
    if (status < 200) return this.#exchange.onInterim?.(status, endToEnd(headers));
    const { stored, passes, origin } = this.#exchange;
    this.#answered = true;
    origin.status = status;
    const fields = endToEnd(headers);
    const next = this.#mayFollow() ? redirected(this.#hop, status, fields) : null;
    if (next) return this.#turnTo(next, fields);
    for (const { vary } of this.#redirects) if (vary !== undefined) fields.vary = appended(fields.vary, String(vary));
    if (passes) return this.#handler.onResponseStart?.(controller, status, fields, message);
    if (status !== 304 || !stored)
      return this.#handler.onResponseStart?.(controller, status, this.#forCache(fields, status), message);
    if (!validates(fields, stored)) {
      this.#body = 'unusable';
      return;
    }
    this.#body = 'stored';
    this.#handler.onResponseStart?.(
      controller,
      stored.status,
      this.#forCache(freshened(stored, fields), stored.status),
      stored.statusMessage,
    );
  }

  onResponseData(controller: DispatchController, chunk: Buffer): void {
    if (this.#body !== 'redirect') this.#exchange.origin.bytes += chunk.length;
    if (this.#body === 'handed-up') this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: DispatchController, trailers: Readonly<Record<string, string | string[] | undefined>>): void {
    if (this.#body === 'unusable') return this.#sendAgainUnconditionally();
    if (this.#body === 'redirect') return this.#sendAgain();
    const { stored, method } = this.#exchange;
    if (this.#body === 'stored' && stored && method !== 'HEAD' && stored.body.length > 0)
      this.#handler.onResponseData?.(controller, stored.body);
    this.#arrive();
    this.#handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: DispatchController, error: Error): void {
    if (this.#servers.length > 1 && !this.#exchange.aborted && this.#mayTryAnother(error)) {
      this.#servers.shift();
      this.#hop = this.#toServer();
      return this.start();
    }
    this.#fail(controller, error);
  }

  #toServer(): Hop {
    const [server = ''] = this.#servers;
    const url = URL.parse(server);
    return {
      origin: url?.origin ?? server,
      path: this.#origin.path + this.#exchange.url,
      host: this.#origin.hostHeader ?? url?.host ?? '',
    };
  }

  #mayFollow(): boolean {
    const { method, body } = this.#exchange;
    const follows = this.#origin.followRedirects && this.#redirects.length < maxRedirects;
    return follows && body === null && (method === 'GET' || method === 'HEAD');
  }

  #turnTo(next: Hop, redirect: Fields): void {
    this.#body = 'redirect';
    this.#exchange.origin.status = null;
    this.#redirects.push(redirect);
    // What the client told this origin is not for another.
    if (next.host !== this.#hop.host) for (const name of credentials) delete this.#fields[name];
    this.#hop = next;
  }

  #forCache(fields: Fields, status: number): ReceivedFields {
    const received = forCache(fields, status, this.#exchange, { at: this.#departedAt, rule: this.#rule });
    const isRuled = ruledCacheControl(this.#exchange.rule, status) !== null;
    if (this.#redirects.length > 0 && !isRuled && this.#ledByPrivateRedirect()) received['cache-control'] = 'no-store';
    return received;
  }

  /** Where a redirect leads may be this client's alone, which the answer found there does not tell. */
  #ledByPrivateRedirect(): boolean {
    const { fields } = this.#exchange;
    return (
      credentials.some((name) => fields[name] !== undefined) ||
      this.#redirects.some((redirect) => /\b(no-store|private)\b/i.test(String(redirect['cache-control'] ?? '')))
    );
  }

  #sendAgainUnconditionally(): void {
    this.#answered = false;
    for (const name of validators) delete this.#fields[name];
    this.#sendAgain();
  }

  #sendAgain(): void {
    this.#body = 'handed-up';
    this.start();
  }

  /** A request that may have had an effect is not repeated (RFC 9110, section 9.2.2). */
  #mayTryAnother(error: Error): boolean {
    const { method, body } = this.#exchange;
    return !this.#answered && (wasNotReached(error) || (body === null && (method === 'GET' || method === 'HEAD')));
  }

  #fail(controller: DispatchController, error: Error): void {
    if (!this.#exchange.unwanted) this.#exchange.error = error;
    this.#arrive();
    this.#handler.onResponseError?.(controller, error);
  }

  #arrive(): void {
    this.#exchange.controller = null;
    this.#parts.rules.arrive(this.#rule);
  }
}

/** Of a request that could not be sent at all. */
const NO_CONTROLLER: DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};
