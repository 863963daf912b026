import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { RestError } from '@edgegraph/rest/error.ts';
import type { FastifyInstance } from 'fastify';
import { type ExportFile, type Exports, exportsPath } from './exports.ts';

/** Files that a customer may have on their way at a time. */
const mostAtOnce = 4;

/** How long a client may take nothing. */
const patienceMs = 120_000;

/** Serves exports to whoever has a link. An export that fails midway ends its connection, so that nobody takes it for whole. */
export async function serveExports(app: FastifyInstance, { open }: Pick<Exports, 'open'>): Promise<void> {
  await app.register(async (scope) => serve(scope, open), { prefix: exportsPath.slice(0, -1) });
}

function serve(app: FastifyInstance, open: Exports['open']): void {
  const underWay = new Map<string, number>();
  const responses = new Set<ServerResponse>();
  // What is on its way would hold the close up.
  app.addHook('preClose', async () => responses.forEach((response) => response.destroy()));
  app.setErrorHandler((error, request, reply) => {
    const { status, message } = error instanceof RestError ? error : new RestError(500, 'The export could not be made; try again later.', { cause: error });
    if (status >= 500) request.log.error(error);
    if (status === 429) reply.header('retry-after', 10);
    return reply.code(status).headers(guards).type('text/plain; charset=utf-8').send(`${message}\n`);
  });

  // Fastify's own answer would put the path, and with it the link, into the log.
  app.setNotFoundHandler((_request, reply) => {
    reply.header('allow', 'GET');
    throw new RestError(405, 'Only GET is allowed here.');
  });

  // A HEAD would make the whole report to tell nothing of it.
  app.get<{ Params: { '*': string } }>('/*', { exposeHeadRoute: false }, async (request, reply) => {
    const file = await open(request.params['*'], request.ip);
    const { accountNumber, format, name } = file;
    const count = underWay.get(accountNumber) ?? 0;
    if (count >= mostAtOnce) throw new RestError(429, `${mostAtOnce} exports of this customer are on their way; try again when one of them is there.`);
    underWay.set(accountNumber, count + 1);
    const end = () => {
      const left = (underWay.get(accountNumber) ?? 1) - 1;
      if (left === 0) underWay.delete(accountNumber);
      else underWay.set(accountNumber, left);
    };
    let stream: Readable;
    try {
      const texts = await begun(textOf(file));
      await file.record();
      stream = Readable.from(texts, { objectMode: false });
    } catch (error) {
      end();
      throw error;
    }
    responses.add(reply.raw);
    stream.once('close', () => {
      responses.delete(reply.raw);
      end();
    });
    reply.raw.setTimeout(patienceMs, () => void reply.raw.destroy());
    return reply
      .headers({ ...guards, 'content-disposition': `attachment; filename="${name}"` })
      .type(format.contentType)
      .send(stream);
  });
}

/** Nothing of it is stored, shown as a page, or told to the next one. */
const guards = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Rows that are written at once: a few milliseconds. */
const rowsAtOnce = 500;

async function* textOf({ format, columns, pages }: ExportFile): AsyncGenerator<string> {
  let head = format.head(columns);
  for await (const rows of pages) {
    for (let start = 0; start < rows.length; start += rowsAtOnce) {
      yield head + format.rows(columns, rows.slice(start, start + rowsAtOnce));
      head = '';
      // Everybody else's turn.
      await setImmediate();
    }
  }
  if (head !== '') yield head;
}

/** The texts, once the first one is there, so that what fails before it is still answered with its status. */
async function begun(texts: AsyncGenerator<string>): Promise<AsyncGenerator<string>> {
  const first = await texts.next();
  return (async function* () {
    if (first.done !== true) yield first.value;
    yield* texts;
  })();
}
