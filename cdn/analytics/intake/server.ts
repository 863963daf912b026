import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { guardBySecret, parsed, Refusal } from '../../secret-door.ts';
import type { ResolveTarget } from '../ingest-target.ts';
import { logFormats } from '../log/format.ts';
import { eventReader, logReader, type ReadLine } from './batch-reader.ts';
import { bodyOf } from './body.ts';
import { BatchCutOff, BatchRefused, eventSource, type SourceIntake } from './source-intake.ts';
import { customerNames, TargetFinder } from './target-finder.ts';

export interface IntakeServerOptions {
  readonly intake: Pick<SourceIntake, 'take' | 'position'>;
  readonly resolveTarget: ResolveTarget;
  /** What operators say in `Authorization: Bearer …`. */
  readonly secret: string;
}

export const sourcePath = (source: string): string => `/ingest/v1/sources/${source}`;
export const sourceEventsPath = (source: string): string => `${sourcePath(source)}/events`;

const sourceName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, 'The name of a source must be 1 to 100 letters, digits, ., _ and -.');
const first = z
  .string({ error: `must be given: the number of the first line. GET ${sourcePath('<source>')} tells the position; the line behind it is the next.` })
  .regex(/^[1-9]\d{0,14}$/, 'must be a whole number from 1.')
  .transform(Number);
const eventsQuery = z.strictObject({ first });
const logNames = Object.keys(logFormats) as (keyof typeof logFormats)[]; // `keys` forgets them
const logQuery = customerNames.extend({ first, format: z.enum(logNames, { error: `must be ${logNames.join(' or ')}.` }) });

const types = ['application/x-ndjson', 'text/plain'] as const;
const codings: ReadonlyMap<string, 'identity' | 'gzip'> = new Map([['', 'identity'], ['identity', 'identity'], ['gzip', 'gzip'], ['x-gzip', 'gzip']]);

/** Takes events and log lines from senders that have the secret, in numbered batches. See docs/ingestion.md. */
export async function serveIntake(app: FastifyInstance, options: IntakeServerOptions): Promise<void> {
  await app.register(async (scope) => serve(scope, options));
}

function serve(app: FastifyInstance, { intake, resolveTarget, secret }: IntakeServerOptions): void {
  guardBySecret(app, secret);
  app.removeAllContentTypeParsers();
  // The handler reads the body, at its own pace.
  app.addContentTypeParser([...types], (_request, _body, done) => done(null));
  app.addContentTypeParser('*', (_request, _body, done) => done(new Refusal(415, `The body must be ${types.join(' or ')}.`)));

  app.get(sourcePath(':source'), async (request) => ({ position: await intake.position(sourceOf(request)) }));

  app.post(sourceEventsPath(':source'), async (request, reply) => {
    const source = sourceOf(request);
    const coding = codings.get(request.headers['content-encoding']?.toLowerCase() ?? '');
    if (coding === undefined) throw new Refusal(415, 'The body must be plain or gzip.');
    const { first, read } = await readerOf(request, eventSource(source), new TargetFinder(resolveTarget));
    try {
      return await intake.take({ source, first, read, body: bodyOf(request.raw, coding) });
    } catch (error) {
      return answerFailure(error, request, reply);
    }
  });
}

/** How the request's lines are read. @throws Refusal */
async function readerOf(request: FastifyRequest, source: string, targets: TargetFinder): Promise<{ readonly first: number; readonly read: ReadLine }> {
  if (request.headers['content-type'] === undefined) throw new Refusal(415, `The body must be ${types.join(' or ')}.`);
  if (!request.headers['content-type'].toLowerCase().startsWith('text/plain')) return { ...parsed(eventsQuery, request.query), read: eventReader(source, targets) };
  const { first, format, ...names } = parsed(logQuery, request.query);
  const read = await logReader(source, format, names, targets);
  if ('problem' in read) throw new Refusal(400, read.problem);
  return { first, read };
}

function answerFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof BatchRefused) {
    const { reason, message, position } = error;
    return reason === 'busy' ? reply.code(503).header('retry-after', 1).send({ message }) : reply.code(409).send({ message, position });
  }
  if (!(error instanceof BatchCutOff)) throw error;
  request.log.warn({ err: error.cause, path: request.url }, 'A batch of events was cut off.');
  return reply.code(400).send({ message: 'The body ended early, or is damaged; send what is behind the position again.', ...error.outcome });
}

// The path of each route that asks has the source.
const sourceOf = ({ params }: FastifyRequest): string => parsed(sourceName, (params as { readonly source: string }).source);
