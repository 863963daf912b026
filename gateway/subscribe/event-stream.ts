/** Subscriptions over server-sent events, by graphql-sse's protocol in its distinct connections mode: one request, one subscription. */
import { Readable } from 'node:stream';
import { tokenOf } from '@edgegraph/permissions/viewer.ts';
import { badRequest } from '@edgegraph/schema/errors.ts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult } from 'graphql';
import { type ResponseBody, createHandler } from 'graphql-sse';
import type { FormatErrors } from '../format-error.ts';
import { Refusal } from './refusal.ts';
import type { Subscriptions } from './subscriptions.ts';

export interface EventStreamOptions {
  readonly subscriptions: Subscriptions;
  readonly formatErrors: FormatErrors;
}

export interface EventStreams {
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
  /** Ends every stream without saying that it is complete, so that clients connect again. */
  close(): Promise<void>;
}

const mediaType = 'text/event-stream';

/** Whether a client takes an event stream; one that says nothing does. */
export const acceptsEventStream = ({ headers: { accept = '*/*' } }: FastifyRequest): boolean => accept.includes(mediaType) || accept.includes('*/*');

/** Whether a client wants an event stream before all else. */
export const prefersEventStream = ({ headers: { accept = '' } }: FastifyRequest): boolean => accept.startsWith(mediaType);

export function createEventStreams({ subscriptions, formatErrors }: EventStreamOptions): EventStreams {
  const open = new Set<Exclude<ResponseBody, string>>();

  const handle = createHandler<FastifyRequest, Pace>({
    // A stream token would stand for the single connection mode.
    authenticate: () => null,
    onSubscribe: async ({ raw: { headers, ip } }, text) =>
      (await subscriptions.begin(text, { token: tokenOf(headers.authorization), address: ip })).results,
    onNext: async (_context, { context: pace }, { errors, ...result }) => {
      await pace.turn();
      // graphql-sse does nothing with it but to write it down.
      return { ...result, ...(errors && { errors: formatErrors(errors) }) } as ExecutionResult;
    },
  });

  const refuse = (reply: FastifyReply, { status, errors }: Refusal) =>
    reply.code(status).type('application/json; charset=utf-8').send({ errors: formatErrors(errors) });

  const handler: EventStreams['handler'] = async (request, reply) => {
    if (!acceptsEventStream(request)) return refuse(reply, new Refusal(406, [badRequest(`Subscriptions are answered with ${mediaType}; send that as Accept.`)]));
    const pace = createPace();
    try {
      const [body, { status }] = await handle({
        method: request.method,
        url: request.url,
        // graphql-sse takes this form alone.
        headers: { get: (name) => (name === 'accept' ? mediaType : request.headers[name]?.toString()) },
        // graphql-sse checks it.
        body: request.body as string | Record<string, unknown> | null,
        raw: request,
        context: pace,
      });
      if (body === null || typeof body === 'string') throw new Refusal(status, [badRequest(`The request has no operation to read: ${reasonIn(body)}.`)]);
      open.add(body);
      const end = () => {
        open.delete(body);
        void body.return();
      };
      reply.raw.once('close', end);
      // A client may have gone while its subscription began.
      if (reply.raw.destroyed) end();
      // x-accel-buffering: proxies such as nginx pass each event on as it comes.
      return reply.headers({ 'content-type': `${mediaType}; charset=utf-8`, 'x-accel-buffering': 'no' }).send(Readable.from(pace.through(body)));
    } catch (error) {
      if (error instanceof Refusal) return refuse(reply, error);
      throw error;
    }
  };

  return { handler, close: async () => void (await Promise.all([...open].map((body) => body.return()))) };
}

/** Keeps graphql-sse from queueing results that a slow client does not take. */
interface Pace {
  /** Resolves when the result before has been taken. */
  turn(): Promise<void>;
  /** The messages, each when it is taken. */
  through(messages: AsyncIterable<string>): AsyncGenerator<string, void>;
}

function createPace(): Pace {
  let last = Promise.withResolvers<void>();
  last.resolve();
  return {
    turn: async () => {
      await last.promise;
      last = Promise.withResolvers();
    },
    async *through(messages) {
      for await (const message of messages) {
        yield message;
        if (message.startsWith('event: next')) last.resolve();
      }
    },
  };
}

/** What graphql-sse says of a request that it can't read. */
function reasonIn(body: string | null): string {
  // Its own JSON.
  const { errors } = JSON.parse(body ?? '{"errors":[]}') as { errors: readonly { message: string }[] };
  return errors.map(({ message }) => message.toLowerCase()).join(', ') || 'its type is unknown';
}
