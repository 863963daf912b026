import { Agent, request } from 'undici';
import { parseJson } from './json.ts';
import type { SubgraphExecutor, SubgraphResult } from './subgraph.ts';

export interface HttpSubgraphOptions<Context> {
  /** Milliseconds for the whole request, from connecting to the last byte. */
  readonly timeout: number;
  /** What identifies the request's user to the subgraph. */
  readonly headers?: (context: Context) => Readonly<Record<string, string>>;
}

/** Beyond these, requests to one subgraph wait, within their time-out. */
const maxConnections = 256;

/** A subgraph behind an HTTP address, over kept-alive connections. Anything but a 200 with whole JSON rejects. */
export function overHttp<Context>(
  url: string | URL,
  { timeout, headers }: HttpSubgraphOptions<Context>,
): SubgraphExecutor<Context> {
  const dispatcher = new Agent({ connections: maxConnections, headersTimeout: timeout, bodyTimeout: timeout });
  return async ({ query, operationName, variables }, context, signal) => {
    const timedOut = AbortSignal.timeout(timeout);
    const { statusCode, body } = await request(url, {
      dispatcher,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json, application/json;q=0.9',
        ...headers?.(context),
      },
      body: JSON.stringify({ query, operationName, variables }),
      signal: signal ? AbortSignal.any([signal, timedOut]) : timedOut,
    });
    const text = await body.text();
    if (statusCode !== 200) throw new Error(`${url} answered ${statusCode} instead of 200.`);
    // Whoever runs the fetch checks the shape.
    return parseJson(text) as SubgraphResult;
  };
}
