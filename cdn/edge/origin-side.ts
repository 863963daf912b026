import type { Exchange } from './exchange.ts';
import { endToEnd, type Fields } from './fields.ts';
import { toOrigin } from './forwarded.ts';
import { wasNotReached } from './gateway-error.ts';
import { Origins } from './origins.ts';
import type { PurgeRules } from './purge-rules.ts';
import { forCache } from './received.ts';
import type { SiteOrigin } from './site.ts';
import type { Dispatch, DispatchController, DispatchHandler, DispatchOptions } from './undici.ts';
import { freshened, validates } from './validation.ts';

/** What the edge sends into undici's cache, which hands it on to the origin side. */
export interface EdgeDispatchOptions extends DispatchOptions {
  readonly exchange: Exchange;
}

interface Parts {
  /** To the network. */
  readonly dispatch: Dispatch;
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
    new OriginFetch(parts, options, handler, exchange, origins.order(originOf(exchange))).start();
    return true;
  };
}

const validators = ['if-none-match', 'if-modified-since'] as const;

class OriginFetch implements DispatchHandler {
  readonly #parts: Parts;
  readonly #options: DispatchOptions;
  readonly #handler: DispatchHandler;
  readonly #exchange: Exchange;
  readonly #origins: string[];
  readonly #departure: number;
  #fields: Fields;
  /**
   * What the body of this answer is for: the handler; nobody, since the stored one is used; nobody, since the request is
   * sent again.
   */
  #body: 'handed-up' | 'stored' | 'unusable' = 'handed-up';
  #answered = false;

  constructor(parts: Parts, options: DispatchOptions, handler: DispatchHandler, exchange: Exchange, origins: string[]) {
    this.#parts = parts;
    this.#options = options;
    this.#handler = handler;
    this.#exchange = exchange;
    this.#origins = origins;
    this.#departure = parts.rules.depart();
    // The cache hands on the fields that it was given, with its validators.
    this.#fields = { ...(options.headers as Fields) };
    if (!exchange.passes && exchange.stored?.fields['last-modified'] === undefined) delete this.#fields['if-modified-since'];
  }

  start(): void {
    const { url, method, body } = this.#exchange;
    const [origin = ''] = this.#origins;
    const headers = toOrigin(this.#fields, this.#exchange, new URL(origin).host, this.#parts.name);
    try {
      this.#parts.dispatch({ ...this.#options, origin, path: originOf(this.#exchange).path + url, method, headers, body }, this);
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
    if (passes) return this.#handler.onResponseStart?.(controller, status, fields, message);
    if (status !== 304 || !stored)
      return this.#handler.onResponseStart?.(controller, status, forCache(fields, this.#exchange, this.#departure), message);
    if (!validates(fields, stored)) {
      this.#body = 'unusable';
      return;
    }
    this.#body = 'stored';
    this.#handler.onResponseStart?.(
      controller,
      stored.status,
      forCache(freshened(stored, fields), this.#exchange, this.#departure),
      stored.statusMessage,
    );
  }

  onResponseData(controller: DispatchController, chunk: Buffer): void {
    this.#exchange.origin.bytes += chunk.length;
    if (this.#body === 'handed-up') this.#handler.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: DispatchController, trailers: Readonly<Record<string, string | string[] | undefined>>): void {
    if (this.#body === 'unusable') return this.#sendAgainUnconditionally();
    const { stored, method } = this.#exchange;
    if (this.#body === 'stored' && stored && method !== 'HEAD' && stored.body.length > 0)
      this.#handler.onResponseData?.(controller, stored.body);
    this.#arrive();
    this.#handler.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: DispatchController, error: Error): void {
    if (this.#origins.length > 1 && !this.#exchange.aborted && this.#mayTryAnother(error)) {
      this.#origins.shift();
      return this.start();
    }
    this.#fail(controller, error);
  }

  #sendAgainUnconditionally(): void {
    this.#body = 'handed-up';
    this.#answered = false;
    for (const name of validators) delete this.#fields[name];
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
    this.#parts.rules.arrive(this.#departure);
  }
}

function originOf({ site }: Exchange): SiteOrigin {
  if (site.origin === null) throw new Error(`Site ${site.id} has no origin`);
  return site.origin;
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
