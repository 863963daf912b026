import { createClient as createEventStreamClient } from 'graphql-sse';
import { createClient as createWebSocketClient } from 'graphql-ws';
import type { FormattedExecutionResult } from 'graphql';
import { WebSocket } from 'ws';
import type { Data } from './product.ts';

export interface SubscriptionRequest {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly token?: string;
}

/** A client's results; `return` leaves. Rejects with what the client says of a refusal or a connection that ends. */
export type Results = AsyncIterableIterator<FormattedExecutionResult<Data, unknown>>;

export type Subscribe = (url: string, request: SubscriptionRequest) => Results;

/** Each way to subscribe, by its library's own client, which connects once. */
export const transports: Readonly<Record<'graphql-sse' | 'graphql-ws', Subscribe>> = {
  'graphql-sse': (url, { token, ...request }) =>
    createEventStreamClient({ url: `${url}/graphql/stream`, headers: token === undefined ? {} : { authorization: `TOK:${token}` }, retryAttempts: 0 }).iterate<Data>(request),
  'graphql-ws': (url, { token, ...request }) =>
    createWebSocketClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: token === undefined ? {} : { authorization: `TOK:${token}` },
      retryAttempts: 0,
    }).iterate<Data>(request),
};

/** What a client says of a subscription that does not begin: the HTTP status or the socket's close code, and the errors where it tells them. */
export async function refusalOf(results: Results): Promise<{ status?: number; errors?: unknown }> {
  const refusal: unknown = await results.next().then(
    () => null,
    (error: unknown) => error,
  );
  if (Array.isArray(refusal)) return { errors: refusal };
  if (typeof refusal !== 'object' || refusal === null) throw new Error('It was not refused.');
  if ('response' in refusal && refusal.response instanceof Response) {
    // A refusal of the graph.
    const { errors } = (await refusal.response.json()) as FormattedExecutionResult;
    return { status: refusal.response.status, errors };
  }
  // A socket's CloseEvent.
  return { status: Number(Reflect.get(refusal, 'code')) };
}
