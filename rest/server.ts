import { tokenOf, type Viewer } from '@edgegraph/permissions/viewer.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Door } from './door.ts';
import { RestError, accessDenied, endpointNotFound, operationError } from './error.ts';
import { stringify } from './json.ts';
import { literalPaths } from './literal-paths.ts';
import type { Route } from './route.ts';

declare module 'fastify' {
  interface FastifyRequest {
    viewer?: Viewer;
  }
}

type Parameters = Readonly<Record<string, string>>;

export interface RouteServerOptions {
  readonly door: Door;
  readonly routes: readonly Route[];
}

/** The beginning of every route's path. */
const prefix = '/v2';

/** Serves routes over HTTP behind their door, under `/v2`, with the contract's statuses, error bodies and quirks. */
export const serveRoutes = async (app: FastifyInstance, options: RouteServerOptions): Promise<void> =>
  void (await app.register(async (scope) => serve(scope, options), { prefix }));

function serve(app: FastifyInstance, { door, routes }: RouteServerOptions): void {
  // Some clients send a body with GET; it is read and not used.
  app.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  app.setErrorHandler((error, request, reply) => {
    const answer = asRestError(error, request);
    // The door reports the faults behind it; this is one of the server itself.
    if (answer !== error && answer.status === 500) request.log.error(error);
    return sendError(reply, answer);
  });
  app.setNotFoundHandler((request, reply) => sendError(reply, notFound(request, routes)));
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, parseBody);
  app.addHook('onRequest', async (request) => refuseOtherFormats(request));

  for (const route of routes) {
    for (const { path, values } of literalPaths(route)) {
      app.route<{ Params: Parameters; Querystring: Parameters }>({
        method: route.method,
        url: path.slice(prefix.length).replace(/\{(\w+)\}/g, ':$1'),
        ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
        onRequest: async (request) => {
          request.viewer = await door.authorize(route, tokenOf(request.headers.authorization), request.params.AN ?? '', request.ip);
        },
        handler: async (request, reply) => {
          // Set by the hook above, or the request would not have come here.
          const viewer = request.viewer as Viewer;
          const input = { ...request.query, ...request.params, ...values, ...(route.method === 'GET' ? {} : { body: request.body }) };
          return send(reply, 200, await door.run(route, input, viewer));
        },
      });
    }
  }
}

/** `undefined` for an empty body, as without one. */
function parseBody(_request: FastifyRequest, text: string | Buffer, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, text.length === 0 ? undefined : JSON.parse(text.toString()));
  } catch {
    done(new RestError(400, 'The body is not valid JSON.'));
  }
}

/** JSON is all that is spoken here; the contract's XML is answered clearly. */
function refuseOtherFormats({ headers }: FastifyRequest): void {
  const { accept, 'content-type': type } = headers;
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (accept !== undefined && !/application\/(json|\*)|\*\/\*/i.test(accept)) throw new RestError(406, 'Only application/json is served; send Accept: application/json.');
  if (type === undefined ? hasBody : !/^application\/json\b/i.test(type)) throw new RestError(415, 'Only application/json is read; send Content-Type: application/json.');
}

/** 405 where the path is known with another method, 403 where only its case is wrong, else 404. */
function notFound({ url, method }: FastifyRequest, routes: readonly Route[]): RestError {
  const path = url.split('?', 1)[0] ?? '';
  const known = (flags: string) => routes.filter((route) => pattern(route, flags).test(path));
  const here = known('');
  if (here.length > 0) return new RestError(405, `${method} is not allowed here; ${[...new Set(here.map((route) => route.method))].join(', ')} is.`);
  return known('i').length > 0 ? accessDenied() : endpointNotFound();
}

/** Every parameter is a number, decimal or hexadecimal; the others stand literally in the paths. */
const pattern = (route: Route, flags: string): RegExp =>
  new RegExp(`^(${literalPaths(route).map(({ path }) => path.replace(/\{\w+\}/g, '[0-9A-Fa-f]+')).join('|')})$`, flags);

function asRestError(error: unknown, { routeOptions: { bodyLimit } }: FastifyRequest): RestError {
  if (error instanceof RestError) return error;
  // Fastify's own refusals (a body too large, a media type without parser) carry a status below 500 and a message meant for the client.
  const { statusCode, message } = error as { statusCode?: number; message?: string };
  if (statusCode === 413) return new RestError(413, `The body is larger than ${bodyLimit.toLocaleString('en')} bytes, which is the most that this route takes; send a smaller one.`);
  return statusCode !== undefined && statusCode < 500 ? new RestError(statusCode, message ?? 'Bad request') : operationError(error);
}

const sendError = (reply: FastifyReply, { status, message, problems, details }: RestError): FastifyReply =>
  send(reply, status, {
    Message: message,
    ...(problems.length > 0 ? { Problems: problems.map((problem) => ({ Message: problem.message, Path: problem.path })) } : {}),
    ...details,
  });

/** An answer as the contract has it; null is an empty body. */
const send = (reply: FastifyReply, status: number, answer: unknown): FastifyReply =>
  reply
    .code(status)
    .header('cache-control', 'private')
    .type('application/json; charset=utf-8')
    .send(answer === null ? '' : stringify(answer));
