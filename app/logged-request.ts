import { exportsPath } from '@edgegraph/cdn/exports/exports.ts';
import type { FastifyRequest } from 'fastify';

/** What the log tells of a request: as Fastify does, but of an export's link no more than that it is one. */
export const loggedRequest = ({ method, url, host, ip, socket }: FastifyRequest) => ({
  method,
  url: decoded(url).includes(exportsPath) ? `${exportsPath}…` : url,
  host,
  remoteAddress: ip,
  remotePort: socket.remotePort,
});

function decoded(url: string): string {
  try {
    return decodeURIComponent(url);
  } catch {
    return url;
  }
}
