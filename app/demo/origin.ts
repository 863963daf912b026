import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline, Readable } from 'node:stream';
import type { OriginAnswer } from './answers.ts';

/** The demo's own web server, on a free port of loopback. */
export interface DemoOrigin {
  /** Host and port. */
  readonly host: string;
  close(): Promise<void>;
}

/** Answers each target as the log did: with its status, and as many bytes. */
export async function startOrigin(answers: ReadonlyMap<string, OriginAnswer>): Promise<DemoOrigin> {
  const server = createServer((request, response) => {
    const { url: target = '/', method, headers } = request;
    request.resume();
    const answer = answers.get(target);
    if (!answer) response.writeHead(404, { 'cache-control': 'max-age=10' }).end();
    else send(response, { answer, target, method, headers });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  // An address, since it listens on a port.
  const { port } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${port}`,
    close: async () => {
      const closed = once(server.close(), 'close');
      server.closeAllConnections();
      await closed;
    },
  };
}

interface Asked {
  readonly answer: OriginAnswer;
  readonly target: string;
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

function send(response: ServerResponse, { answer: { status, size, entityTag, contentType, cacheControl }, target, method, headers }: Asked): void {
  const fields = { 'cache-control': cacheControl, etag: entityTag, 'content-type': contentType };
  if (status !== 200) {
    response.writeHead(status, { ...fields, 'content-length': size, ...(status === 301 && { location: `${target}/` }) });
    return sendBody(response, method, size);
  }
  if (headers['if-none-match'] === entityTag) return void response.writeHead(304, fields).end();
  const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (first === undefined) {
    response.writeHead(200, { ...fields, 'content-length': size });
    return sendBody(response, method, size);
  }
  const end = last === '' ? size : Math.min(size, Number(last) + 1);
  if (Number(first) >= end) return void response.writeHead(416, { 'content-range': `bytes */${size}` }).end();
  response.writeHead(206, { ...fields, 'content-range': `bytes ${first}-${end - 1}/${size}`, 'content-length': end - Number(first) });
  sendBody(response, method, end - Number(first));
}

function sendBody(response: ServerResponse, method: string | undefined, size: number): void {
  if (method === 'HEAD' || size === 0) return void response.end();
  // It errs when the client leaves.
  pipeline(Readable.from(pieces(size)), response, () => {});
}

const piece = Buffer.alloc(65_536, 'Edgegraph ');

function* pieces(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= piece.length) yield left < piece.length ? piece.subarray(0, left) : piece;
}
