/** From a purge's acknowledgement until every edge of a fleet has done it: npm run bench:purge, with the options of the edges behind `--` */
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'undici';
import { table } from '../statistics.ts';
import { startFleet } from './fleet.ts';

const edgeCount = 8;
const objects = 10_000;
const perDirectory = 100;
const purges = 200;
/** The first half holds the URLs that are purged, the second the directories. */
const directories = objects / perDirectory / 2;

const options = process.argv.slice(2);
const fleet = await startFleet(edgeCount, options);
try {
  console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}; ${edgeCount} edges ${options.join(' ')} on one machine, ${objects} objects each\n`);
  await Promise.all(fleet.edges.map((edge) => fill(edge)));
  // Until the events of these requests are counted: what is measured is a purge, not its neighbours.
  await delay(10_000);
  const url = await measure('of a URL', (number) => ({ path: pathOf(number * 20), met: 1 }));
  const directory = await measure('of a directory and below', (number) => ({ path: `/${directories + (number % directories)}/*`, met: perDirectory }));
  console.log(table(['purge', 'p50, ms', 'p99, ms', 'longest, ms'], [url, directory]));
} finally {
  await fleet.close();
}

function pathOf(object: number): string {
  return `/${Math.floor(object / perDirectory)}/${object}`;
}

/** One after the other; each is checked: the edges met as many objects as they held, and hold none any more. */
async function measure(name: string, target: (number: number) => { path: string; met: number }): Promise<string[]> {
  const times: number[] = [];
  const gone: string[] = [];
  for (let number = 0; number < purges; number += 1) {
    const { path, met } = target(number);
    const { Id } = await fleet.rest('PUT', '/edge/purge', { MediaPath: `http://${fleet.hostname}${path}`, MediaType: 3 });
    const acknowledgedAt = Date.now();
    const { completedAt, edges } = await done(String(Id));
    times.push(Math.max(0, completedAt - acknowledgedAt));
    const held = met === 1 || number < directories ? met : 0;
    for (const { Edge, Objects, Remaining } of edges) {
      if (Objects !== held || Remaining !== 0) throw new Error(`Purge ${number} ${name}: ${Edge} met ${Objects} objects of ${held}, ${Remaining} remain`);
    }
    if (met === 1) gone.push(path);
  }
  for (const path of gone) await Promise.all(fleet.edges.map((edge) => assertGone(edge, path)));
  const inOrder = times.toSorted((one, other) => one - other);
  const at = (share: number) => String(inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * share))]);
  return [name, at(0.5), at(0.99), at(1)];
}

interface Progress {
  readonly Edge: string;
  readonly Objects: number;
  readonly Remaining: number;
}

async function done(id: string): Promise<{ completedAt: number; edges: readonly Progress[] }> {
  for (;;) {
    const job = await fleet.rest('GET', `/edge/jobs/${id}`);
    // The route's own form.
    const { CompletedAt, Edges } = job as { CompletedAt: string | null; Edges: readonly Progress[] };
    if (CompletedAt !== null) return { completedAt: Date.parse(CompletedAt), edges: Edges };
    await delay(10);
  }
}

async function fill(edge: Pool): Promise<void> {
  let next = 0;
  const ask = async () => {
    while (next < objects) {
      const path = pathOf(next++);
      const { statusCode, body } = await edge.request({ path, method: 'GET', headers: { host: fleet.hostname } });
      await body.dump();
      if (statusCode !== 200) throw new Error(`${path} was answered ${statusCode} while the edge was filled`);
    }
  };
  await Promise.all([1, 2, 3, 4].map(ask));
}

async function assertGone(edge: Pool, path: string): Promise<void> {
  const { statusCode, body } = await edge.request({ path, method: 'GET', headers: { host: fleet.hostname, 'cache-control': 'only-if-cached' } });
  await body.dump();
  if (statusCode !== 504) throw new Error(`${path} is still there (${statusCode}) after its purge`);
}
