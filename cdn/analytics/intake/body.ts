import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';

/** How long a sender may be silent in the middle of a body, in milliseconds. */
const patienceMs = 60_000;

/** A request's body, unpacked, as fast as it is read; a sender that falls silent is cut off. Reading may stop early: the request is still to be answered. */
export async function* bodyOf(request: IncomingMessage, coding: 'identity' | 'gzip'): AsyncGenerator<Buffer> {
  const stream = coding === 'gzip' ? unpacked(request) : request;
  const chunks = stream.iterator({ destroyOnReturn: false });
  for (;;) {
    const silence = setTimeout(() => request.destroy(new Error('The sender has been silent for too long.')), patienceMs);
    const { done, value } = await chunks.next().finally(() => clearTimeout(silence));
    if (done) return;
    yield value;
  }
}

/** Not through `pipeline`, which would end the request along with the reading. */
function unpacked(request: IncomingMessage) {
  const gunzip = createGunzip();
  request.once('error', (error) => gunzip.destroy(error));
  return request.pipe(gunzip);
}
