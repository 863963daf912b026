import type { LoadOutcome } from '../fleet/edge-driver.ts';
import { abort, type Exchange } from './exchange.ts';
import { gatewayError } from './gateway-error.ts';
import type { DispatchHandler } from './undici.ts';

/** Reads the answer to a load to its end; one that isn't being stored, no further than needed to know that. */
export class LoadAnswer implements DispatchHandler {
  readonly #exchange: Exchange;
  readonly #isFilling: () => boolean;
  readonly #done: () => void;

  constructor(exchange: Exchange, isFilling: () => boolean, done: () => void) {
    this.#exchange = exchange;
    this.#isFilling = isFilling;
    this.#done = done;
  }

  onRequestStart(): void {}

  onResponseStart(): void {
    this.#breakOffUnlessStored();
  }

  onResponseData(): void {
    this.#breakOffUnlessStored();
  }

  onResponseEnd(): void {
    this.#done();
  }

  onResponseError(): void {
    this.#done();
  }

  #breakOffUnlessStored(): void {
    if (this.#isFilling() || this.#exchange.unwanted) return;
    this.#exchange.unwanted = true;
    abort(this.#exchange);
  }
}

/** What became of a load; `fresh`: the cache now answers the URL. */
export function loadOutcome({ origin, stored: validated, error }: Exchange, fresh: boolean): LoadOutcome {
  const { status, bytes } = origin.status === 304 && validated ? { status: validated.status, bytes: validated.body.length } : origin;
  return { status, bytes, stored: fresh, problem: problemOf(status, error, fresh) };
}

/** Of a load for which no origin was asked. */
export const notLoaded = (problem: string): LoadOutcome => ({ status: null, bytes: 0, stored: false, problem });

function problemOf(status: number | null, error: Error | null, fresh: boolean): string | null {
  if (error) return gatewayError(error).message;
  if (status !== null && status >= 400) return `The origin answered ${status}.`;
  return fresh ? null : notStored;
}

const notStored =
  'The answer is not stored, or not fresh: its Cache-Control, Expires, Set-Cookie or Vary forbids it, it is too long, or it was purged meanwhile.';
