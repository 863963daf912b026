/** Subscriptions over WebSockets, by graphql-ws's protocol `graphql-transport-ws`. */
import type { IncomingMessage, Server } from 'node:http';
import { tokenOf } from '@edgegraph/permissions/viewer.ts';
import type { ExecutionResult, GraphQLSchema } from 'graphql';
import { CloseCode, handleProtocols, makeServer } from 'graphql-ws';
import { type WebSocket, WebSocketServer } from 'ws';
import type { FormatErrors } from '../format-error.ts';
import { Refusal } from './refusal.ts';
import type { Subscriber } from './rights.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface WebSocketOptions {
  /** Where clients connect. */
  readonly path: string;
  readonly schema: GraphQLSchema;
  readonly subscriptions: Subscriptions;
  readonly formatErrors: FormatErrors;
  /** Gets the faults that clients are only told of as an internal error. */
  readonly report: (fault: unknown) => void;
}

/** One client's connection. */
interface Connection {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  /** Whether its token has turned out to be nobody's any more. */
  isRevoked: boolean;
}

/** Bytes of one message, as many as of a request's body. */
const mostBytes = 1 << 20;
/** Milliseconds between two pings; a client that has not answered the last one is gone. */
const heartbeat = 12_000;
/** Milliseconds that a client has to answer when it is told that the connection closes. */
const closeTimeout = 2_000;

/**
 * Takes WebSockets at `path` of an HTTP server, which serves all else as before. Gives what closes them all, without saying that any subscription is
 * complete, so that clients connect again.
 */
export function serveWebSockets(http: Server, { path, report, ...protocolOptions }: WebSocketOptions): () => void {
  const sockets = new WebSocketServer({ noServer: true, path, maxPayload: mostBytes, handleProtocols });
  const protocol = protocolOver(protocolOptions);
  const silent = new Set<WebSocket>();

  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) => sent(socket, text),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) =>
          socket.on('message', (message: Buffer) =>
            take(message.toString()).catch((fault: unknown) => {
              report(fault);
              socket.close(CloseCode.InternalServerError, 'Internal server error');
            }),
          ),
      },
      { socket, request, isRevoked: false },
    );
    // What a client sends against the protocol closes its socket, and is no fault of ours.
    socket.on('error', () => {});
    socket.on('pong', () => silent.delete(socket));
    socket.once('close', (code, reason) => {
      silent.delete(socket);
      closed(code, reason.toString()).catch(report);
    });
  });

  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  }, heartbeat);

  // Node asks it of each request that names a protocol to go on with, such as h2c; not in its types yet.
  Object.assign(http, { shouldUpgradeCallback: (request: IncomingMessage) => /^websocket$/i.test(request.headers.upgrade ?? '') && sockets.shouldHandle(request) });
  http.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, (each) => sockets.emit('connection', each, request)));

  return () => {
    clearInterval(pinging);
    for (const socket of sockets.clients) socket.close(1001, 'The server stops');
    setTimeout(() => sockets.clients.forEach((socket) => socket.terminate()), closeTimeout).unref();
  };
}

/** Resolves when the network has taken the text, so that a slow client is waited for, or when the socket has closed. */
const sent = (socket: WebSocket, text: string): Promise<void> =>
  new Promise((resolve) => {
    // What there is no socket for any more waits a turn, in which the socket's end is dealt with.
    if (socket.readyState === socket.OPEN) socket.send(text, (error) => (error ? setImmediate(resolve) : resolve()));
    else setImmediate(resolve);
  });

const protocolOver = ({ schema, subscriptions, formatErrors }: Omit<WebSocketOptions, 'path' | 'report'>) =>
  makeServer<Record<string, unknown>, Connection>({
    onConnect: async ({ connectionParams, extra }) => {
      try {
        await subscriptions.identify(subscriberOf(extra, connectionParams));
        return true;
      } catch (error) {
        close(extra, error);
        return false;
      }
    },
    onSubscribe: async ({ connectionParams, extra }, _id, text) => {
      try {
        const { document, results } = await subscriptions.begin(text, subscriberOf(extra, connectionParams));
        return { schema, document, operationName: text.operationName, contextValue: results };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        if (error.status === 401) close(extra, error);
        return error.errors;
      }
    },
    // What onSubscribe has begun.
    subscribe: ({ contextValue }) => contextValue as AsyncGenerator<ExecutionResult, void>,
    onNext: ({ extra }, _id, _text, _arguments, { errors, ...result }) => {
      extra.isRevoked ||= result.data === undefined && errors?.[0]?.extensions.code === 'UNAUTHENTICATED';
      return { ...result, ...(errors && { errors: formatErrors(errors) }) };
    },
    onError: (_context, _id, _text, errors) => formatErrors(errors),
    onComplete: ({ extra }) => {
      if (extra.isRevoked) extra.socket.close(CloseCode.Unauthorized, 'Unauthorized');
    },
  });

/** The token stands in the upgrade's header or, since browsers can't set that, in the connection's parameter of the same name. */
function subscriberOf({ request }: Connection, parameters: Readonly<Record<string, unknown>> = {}): Subscriber {
  const { authorization = parameters.Authorization } = parameters;
  const token = tokenOf(typeof authorization === 'string' ? authorization : request.headers.authorization);
  return { token, address: request.socket.remoteAddress ?? '' };
}

/** 4401 for a token that nobody has; 1013, "try again later", where that can't be told. */
function close({ socket }: Connection, error: unknown): void {
  if (error instanceof Refusal && error.status === 401) socket.close(CloseCode.Unauthorized, 'Unauthorized');
  else socket.close(1013, 'Try again later');
}
