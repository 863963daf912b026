/** Events a second over HTTP into a product on a fresh data directory, and what they cost: npm run bench:intake */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { Agent, request } from 'undici';
import { start } from './edge/fleet.ts';
import { cpuTimeOf } from './edge/process-cpu.ts';
import { table } from './statistics.ts';

/** Of each row of the table, sent by so many senders. */
const events = Number(process.env.EVENTS ?? 1_000_000);
const perSender = events / 4;

const userAgent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36';
const referrer = 'https://www.example.com/products/';
/** A thousand events a second, from May 2026 on. */
const timeOf = (number: number): number => Date.UTC(2026, 4, 17) + number;

const secret = randomUUID();
const folder = await mkdtemp(join(tmpdir(), 'edgegraph-bench-'));
const settings = { DATA_DIR: folder, PORT: '0', EDGE_PORT: 'off', EDGE_SECRET: secret, SAMPLE_DATA: 'off' };
const product = await start(fileURLToPath(new URL('../app/main.ts', import.meta.url)), [], settings, /is ready: (.*)\/graphql/);
const dispatcher = new Agent({ headersTimeout: 600_000, bodyTimeout: 600_000 });
try {
  console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} CPUs; the sender runs on them too. ${events} events of each kind, four senders\n`);
  const rows = [];
  const ndjson = lines(eventLine);
  const combined = lines(combinedLine);
  rows.push(await measure('NDJSON', (sender) => ingest(`ndjson-${sender}`, ndjson, 'application/x-ndjson')));
  rows.push(await measure('NDJSON, gzip', (sender) => ingest(`gzip-${sender}`, ndjson, 'application/x-ndjson', true)));
  rows.push(await measure('Combined Log Format', (sender) => ingest(`combined-${sender}`, combined, 'text/plain', false, '&format=combined&customer=0001&platform=HTTP_LARGE')));
  rows.push(await measure("edges' batches of 4,000", (sender) => ship(`edge-${sender}`, 4000)));
  rows.push(await measure("edges' batches of 500, a tenth of the events", (sender) => ship(`busy-${sender}`, 500, perSender / 10), events / 10));
  console.log(table(['what', 'events/s', 'CPU, µs/event', 'memory, MB'], rows));
} finally {
  await dispatcher.close();
  await product[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
}

function lines(line: (number: number) => string): Buffer {
  return Buffer.from(Array.from({ length: perSender }, (_, number) => line(number)).join('\n'));
}

async function measure(name: string, send: (sender: number) => Promise<void>, count = events): Promise<string[]> {
  const before = await cpuTimeOf(product.pid);
  const startedAt = performance.now();
  await Promise.all([0, 1, 2, 3].map(send));
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = (await cpuTimeOf(product.pid)) - before;
  const [, peak] = /VmHWM:\s+(\d+)/.exec(await readFile(`/proc/${product.pid}/status`, 'utf8')) ?? [];
  return [name, String(Math.round(count / seconds)), (cpu / count).toFixed(1), String(Math.round(Number(peak) / 1024))];
}

async function ingest(source: string, text: Buffer, type: string, packed = false, query = ''): Promise<void> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': type, ...(packed && { 'content-encoding': 'gzip' }) };
  const answer = await request(`${product.url}/ingest/v1/sources/${source}/events?first=1${query}`, { method: 'POST', headers, body: packed ? gzipSync(text, { level: 1 }) : text, dispatcher });
  const outcome = await answer.body.text();
  if (!outcome.startsWith(`{"stored":${perSender},"known":0,"refused":0`)) throw new Error(`${source} was answered ${answer.statusCode}: ${outcome.slice(0, 500)}`);
}

/** As an edge that has a backlog. */
async function ship(edge: string, size: number, count = perSender): Promise<void> {
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };
  const source = `edge:${edge}:${randomUUID()}`;
  for (let from = 0; from < count; from += size) {
    const batch = Array.from({ length: Math.min(size, count - from) }, (_, index) => edgeEvent(source, from + index));
    const body = JSON.stringify({ until: null, events: batch });
    for (;;) {
      const { statusCode, body: answer } = await request(`${product.url}/fleet/v1/edges/${edge}/events`, { method: 'POST', headers, body, dispatcher });
      const text = await answer.text();
      if (statusCode === 200) break;
      if (statusCode !== 503) throw new Error(`${edge} was answered ${statusCode}: ${text}`);
      await setTimeout(20);
    }
  }
}

function fields(number: number) {
  return {
    method: 'GET',
    path: `/images/${number % 100}/${number % 5000}.jpg`,
    query: '',
    protocol: 'HTTP/1.1',
    ssl: true,
    status: number % 20 === 0 ? 404 : 200,
    cacheStatus: number % 10 === 0 ? 'TCP_MISS' : 'TCP_HIT',
    bytes: 1000 + (number % 9000),
    originBytes: 0,
    timeTakenMs: (number % 1000) / 10,
    timeToFirstByteMs: (number % 100) / 10,
    clientIp: `192.0.2.${number % 250}`,
    referrer,
    userAgent,
    pop: 'LAX',
    regionId: -1,
  };
}

function eventLine(number: number): string {
  return JSON.stringify({ time: timeOf(number), customer: '0001', platform: 'HTTP_LARGE', ...fields(number) });
}

function edgeEvent(source: string, number: number) {
  return { source, sequence: number + 1, time: timeOf(number), accountNumber: '0001', mediaTypeId: 3, cnameId: 1, originId: 1, ...fields(number) };
}

function combinedLine(number: number): string {
  const { method, path, protocol, status, bytes, clientIp } = fields(number);
  const seconds = Math.floor((number / 1000) % 60);
  return `${clientIp} - - [17/May/2026:10:05:${String(seconds).padStart(2, '0')} +0000] "${method} ${path} ${protocol}" ${status} ${bytes} "${referrer}" "${userAgent}"`;
}
