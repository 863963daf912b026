/** Raw node:http: the origin of the caches, and the least that a server written for Node can cost. Its port is the argument. */
import { createServer } from 'node:http';
import { objects } from './objects.ts';

const bodies = new Map<string | undefined, Buffer>(objects.map(({ path, body }) => [path, body]));

createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
  const body = bodies.get(request.url);
  if (!body) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': String(body.length), 'cache-control': 'max-age=86400' });
  response.end(body);
}).listen(Number(process.argv[2]), '127.0.0.1', () => console.log('ready'));
