/**
 * A control plane and two edges are killed at random while purges and changes of the configuration are made. CASES sets how many of each are
 * acknowledged before the end, and SEED who is killed when.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dataPaths } from '@edgegraph/cdn/data-directory.ts';
import { listContentJobs } from '@edgegraph/cdn/database/queries/content-jobs.ts';
import { openDatabase } from '@edgegraph/cdn/database/sqlite.ts';
import type { Database } from '@edgegraph/cdn/database/tables.ts';
import { expect, it, vi } from 'vitest';
import { startEdgeProcess } from './edge-process.ts';
import { killAtRandom } from './killing.ts';
import { Mortal } from './mortal.ts';
import { NumberedChanges, inForce, versionsIn } from './numbered-changes.ts';
import { type ProductProcess, startProcess } from './process.ts';
import { PurgedContent } from './purged-content.ts';
import { restOf } from './rest-of.ts';

const cases = Number(process.env.CASES ?? 100);
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);

const token = 'the-administrators-token';
const edgeSecret = 'a-secret-of-this-fleet';
const host = 'www.example.com';

async function inDatabase<Answer>(path: string, read: (db: Database) => Promise<Answer>): Promise<Answer> {
  const db = await openDatabase(path);
  try {
    return await read(db);
  } finally {
    await db.destroy();
  }
}

/** While the product was dead, a connection of somebody else may have taken its port for a moment. */
async function startOnceFree(settings: Readonly<Record<string, string>>): Promise<ProductProcess> {
  for (;;) {
    try {
      return await startProcess(settings);
    } catch (error) {
      if (!String(error).includes("Can't listen on")) throw error;
    }
  }
}

it(`kill -9 of the control plane and of edges loses nothing acknowledged, and no edge serves what it has purged (seed ${seed})`, { timeout: 240_000 + cases * 2000 }, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  const data = join(directory, 'data');
  const content = new PurgedContent(host);
  await using origin = await content.startOrigin();
  const changes = new NumberedChanges(host, origin.url);

  const settings = { DATA_DIR: data, ADMIN_TOKEN: token, EDGE_SECRET: edgeSecret, SAMPLE_DATA: 'off', PRIVATE_ORIGINS: 'on', REST_TIMEOUT: '60000' };
  let port = '0';
  await using control = new Mortal('control', () => startOnceFree({ ...settings, PORT: port }));
  const controlUrl = await control.start();
  // Edges come back to the same address.
  port = new URL(controlUrl).port;
  const edgeCalled = (name: string) => new Mortal(name, () => startEdgeProcess(controlUrl, join(directory, name), { name, edgeSecret }));
  await using first = edgeCalled('lax-1');
  await using second = edgeCalled('lax-2');
  const edges = [first, second];
  const mortals = [control, ...edges];

  const expectWhole = async () => {
    const active = await inDatabase(dataPaths(data).database, inForce);
    expect(active?.tables).toEqual(active?.document);
    expect(active?.told).toBe(active?.sequence);
    return active;
  };

  const ended = new AbortController();
  const { signal } = ended;
  const rest = restOf(control, token, signal);
  await changes.make(rest, 1, signal);
  for (const edge of edges) await edge.start();

  const startedAt = Date.now();
  const isAll = () => content.accepted.length >= cases && changes.acknowledged.length >= cases;
  const reading = edges.flatMap((edge) => [0, 5].map((start) => content.read(edge, start, signal)));
  const working = [
    content.purge(rest, cases, signal),
    content.purge(rest, cases, signal),
    changes.make(rest, cases, signal),
    content.watch(rest, edges, isAll, signal),
    killAtRandom({
      mortals,
      seed,
      acknowledged: () => content.accepted.length + changes.acknowledged.length,
      isOver: () => isAll() || signal.aborted,
      onDead: async (mortal) => void (mortal === control && (await expectWhole())),
    }),
  ];
  try {
    await Promise.all(working);
  } finally {
    ended.abort();
    await Promise.allSettled(working);
  }
  await Promise.all(reading);

  process.stdout.write(
    `${JSON.stringify({
      seed,
      seconds: Math.round((Date.now() - startedAt) / 1000),
      kills: Object.fromEntries(mortals.map(({ name, kills }) => [name, kills])),
      purges: { acknowledged: content.accepted.length, unanswered: content.unanswered, lost: content.lost.length },
      changes: { acknowledged: changes.acknowledged.length, unanswered: changes.unanswered },
      answers: { right: content.right, stale: content.stale.length, refused: content.refused.length },
    })}\n`,
  );
  expect(content.lost).toEqual([]);
  expect(content.stale).toEqual([]);
  expect(content.refused).toEqual([]);
  for (const { kills } of mortals) expect(kills).toBeGreaterThan(0);

  const jobs = await inDatabase(dataPaths(data).database, (db) => listContentJobs(db, '0001', { status: 'done', limit: 100_000 }));
  const done = new Set(jobs.map(({ id }) => id));
  expect(content.accepted.filter(({ id }) => !done.has(id))).toEqual([]);
  const versions = await inDatabase(dataPaths(data).database, versionsIn);
  expect(versions.map(({ number, basedOn }) => [number, basedOn])).toEqual(versions.map((_, index) => [index + 1, index === 0 ? null : index]));
  expect(versions.filter(({ isWhole }) => !isWhole)).toEqual([]);
  const made = versions.flatMap(({ change }) => change ?? []);
  expect(made).toEqual([...new Set(made)].toSorted((one, other) => one - other));
  expect(changes.acknowledged.filter((number) => !made.includes(number))).toEqual([]);
  const active = await expectWhole();
  expect(active?.change).toBe(made.at(-1));
  for (const { url } of edges) {
    let tries = 0;
    const served = { status: 200, body: `0 ${active?.hostHeader}`, change: String(active?.change) };
    await vi.waitFor(async () => expect(await content.get(url ?? '', `/new/${(tries += 1)}`)).toEqual(served), { timeout: 60_000, interval: 200 });
  }
  for (const mortal of mortals) await mortal.stop();
  await rm(directory, { recursive: true });
});
