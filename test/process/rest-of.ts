import { setTimeout } from 'node:timers/promises';
import type { Mortal } from './mortal.ts';

/** What REST answered. */
export interface RestAnswer {
  readonly status: number;
  readonly json: unknown;
}

/** Null: nobody answered to the end, so that nobody knows whether it was done. */
export type Rest = (method: 'GET' | 'PUT', path: string, body?: object) => Promise<RestAnswer | null>;

/** The services of customer 0001 of a product; they are asked once it lives. */
export function restOf(product: Mortal, token: string, signal: AbortSignal): Rest {
  const headers = { authorization: `TOK:${token}`, 'content-type': 'application/json' };
  return async (method, path, body) => {
    while (product.url === null) await setTimeout(5, undefined, { signal });
    try {
      const answer = await fetch(`${product.url}/v2/mcc/customers/0001/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
      const text = await answer.text();
      return { status: answer.status, json: text === '' ? null : JSON.parse(text) };
    } catch (error) {
      // What fetch throws where a connection fails.
      if (error instanceof TypeError) return null;
      throw error;
    }
  };
}
