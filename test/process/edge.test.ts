import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { siteOf, startOrigin } from '@edgegraph/cdn/edge/edge.fixture.ts';
import { temporaryDirectory } from '@edgegraph/cdn/fleet/agent/agent.fixture.ts';
import { TestControlPlane } from '@edgegraph/cdn/fleet/agent/control-plane.fixture.ts';
import { expect, it, vi } from 'vitest';
import { type EdgeProcess, endEdge, startEdgeProcess } from './edge-process.ts';

const patient = { timeout: 15_000 };

/** Asks for new paths, one after the other, until the edge is gone; notes those that were answered. */
async function askOn({ url }: EdgeProcess, label: string, answered: string[]): Promise<void> {
  for (let number = 0; ; number += 1) {
    const path = `/${label}/${number}`;
    const answer = await fetch(url + path).catch(() => null);
    if (answer === null) return;
    await answer.text();
    answered.push(path);
  }
}

/** The paths of the events on disk. */
async function spooled(directory: string): Promise<string[]> {
  const spool = join(directory, 'spool');
  const texts = await Promise.all((await readdir(spool)).map((name) => readFile(join(spool, name), 'utf8')));
  return texts.flatMap((text) => [...text.matchAll(/"path":"([^"]*)"/g)].map(([, path = '']) => path));
}

it('kill -9 of an edge loses no event that was on disk, and counts none twice, be the control plane there or not', async () => {
  await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=1000' } }));
  await using controlPlane = await TestControlPlane.start('lax-1');
  await using directory = await temporaryDirectory();
  controlPlane.append({ kind: 'configure', accountNumber: '0001', sites: [siteOf(origin)] });
  const kept: string[] = [];
  const counted = () => controlPlane.stored.map(({ path }) => path);
  for (const manner of ['well', 'lost', 'failing', 'away', 'well'] as const) {
    if (manner === 'away') await controlPlane.goAway();
    else controlPlane.batches = manner;
    const edge = await startEdgeProcess(controlPlane.url, directory.path);
    const answered: string[] = [];
    const asking = [1, 2, 3].map((client) => askOn(edge, `${kept.length}-${client}`, answered));
    await vi.waitFor(() => expect(answered.length).toBeGreaterThan(100), patient);
    const before = answered.slice();
    await vi.waitFor(async () => {
      const safe = new Set([...(await spooled(directory.path)), ...counted()]);
      expect(before.filter((path) => !safe.has(path))).toEqual([]);
    }, patient);
    kept.push(...before);
    await endEdge(edge, 'SIGKILL');
    await Promise.all(asking);
    if (manner === 'away') await controlPlane.comeBack();
  }
  controlPlane.batches = 'well';
  const last = await startEdgeProcess(controlPlane.url, directory.path);
  await vi.waitFor(() => {
    const all = new Set(counted());
    expect(kept.filter((path) => !all.has(path))).toEqual([]);
  }, patient);
  expect(await endEdge(last, 'SIGTERM')).toBe(0);
  expect(new Set(counted()).size).toBe(counted().length);
  expect(await spooled(directory.path)).toEqual([]);
}, 120_000);

it('an edge finishes its requests at SIGTERM, and serves by its last good configuration when it starts without the control plane', async () => {
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await using origin = await startOrigin(async ({ url }) => {
    if (url === '/slow') await held;
    return { body: 'whole' };
  });
  await using controlPlane = await TestControlPlane.start('lax-1');
  await using directory = await temporaryDirectory();
  controlPlane.append({ kind: 'configure', accountNumber: '0001', sites: [siteOf(origin)] });
  const first = await startEdgeProcess(controlPlane.url, directory.path);
  const slow = fetch(`${first.url}/slow`);
  await vi.waitFor(() => expect(origin.requests).toHaveLength(1));
  const ended = endEdge(first, 'SIGTERM');
  release();
  expect(await (await slow).text()).toBe('whole');
  expect(await ended).toBe(0);
  expect(controlPlane.stored.map(({ path }) => path)).toEqual(['/slow']);

  await controlPlane.goAway();
  const second = await startEdgeProcess(controlPlane.url, directory.path);
  expect(await (await fetch(`${second.url}/again`)).text()).toBe('whole');
  expect(await endEdge(second, 'SIGTERM')).toBe(0);
}, 60_000);
