/**
 * Whether everybody who watches the CDN live gets a result in each second: 2,000 subscribers, half over server-sent events and half over WebSockets, in a
 * process of their own, while an edge serves. `npm run bench:live -- [subscribers per token] [tokens] [seconds]`; by default 100, 20 and 60.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startFleet } from '../edge/fleet.ts';
import { cpuTimeOf } from '../edge/process-cpu.ts';
import { table } from '../statistics.ts';
import type { Watch, Watched } from './watchers.ts';

const [perToken = 100, tokenCount = 20, seconds = 60] = process.argv.slice(2).map(Number);
const requestsPerSecond = 200;

const fleet = await startFleet(1, []);
try {
  const tokens: string[] = [];
  for (let index = 0; index < tokenCount; index += 1) tokens.push(await newToken(index));
  const watchers = fork(fileURLToPath(new URL('watchers.ts', import.meta.url)));
  watchers.once('exit', (code) => code && process.exit(1));
  const traffic = new AbortController();
  const serving = serve(traffic.signal);
  // Edges have told something by then.
  await delay(2000);
  const watch: Watch = { url: fleet.product.url, tokens, perToken, seconds };
  watchers.send(watch);
  await once(watchers, 'message');
  const before = { cpu: await cpuTimeOf(fleet.product.pid), ofWatchers: await cpuTimeOf(watchers.pid ?? 0), at: performance.now() };
  // Node types no message.
  const [watched] = (await once(watchers, 'message')) as [Watched];
  const elapsed = (performance.now() - before.at) * 1000;
  const share = async (pid: number, since: number) => `${(((await cpuTimeOf(pid)) - since) / elapsed * 100).toFixed(0)} %`;
  const { product } = fleet;
  console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}; ${tokenCount} tokens with ${perToken} subscribers each, ${seconds} s, ${requestsPerSecond} requests/s\n`);
  console.log(
    table(
      ['', 'subscribers', 'ticks', 'missed', 'same second again', 'late p50, ms', 'p99, ms', 'most, ms'],
      watched.map(({ transport, subscribers, ticks, missed, repeated, p50, p99, most }) => [transport, ...[subscribers, ticks, missed, repeated, p50, p99, most].map(String)]),
    ),
  );
  console.log(`\nCPU of one core: product ${await share(product.pid, before.cpu)}, subscribers ${await share(watchers.pid ?? 0, before.ofWatchers)}; memory of the product ${await memoryOf(product.pid)} MB`);
  traffic.abort();
  await serving;
  watchers.kill();
} finally {
  await fleet.close();
}

async function newToken(index: number): Promise<string> {
  const profile = { Email: `watcher-${index}@example.com`, FirstName: 'A', LastName: 'Watcher' };
  const { Token } = await fleet.rest('POST', '/users', { ...profile, Methods: ['GET'], Modules: ['REAL_TIME_STATS'] });
  return String(Token);
}

/** Asks the edge evenly until the signal ends it. */
async function serve(signal: AbortSignal): Promise<void> {
  const [edge] = fleet.edges;
  for (let number = 0; !signal.aborted; number += 1) {
    const asked = edge?.request({ path: `/${number % 100}`, method: 'GET', headers: { host: fleet.hostname } }).then(({ body }) => body.dump());
    await Promise.all([asked, delay(1000 / requestsPerSecond)]);
  }
}

/** Resident, in megabytes. Linux alone. */
async function memoryOf(pid: number): Promise<number> {
  const [, kilobytes] = /^VmRSS:\s*(\d+) kB/m.exec(await readFile(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
