import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findContentJob } from '../../database/queries/content-jobs.ts';
import { listAcknowledgements } from '../../database/queries/fleet-journal.ts';
import { openStore } from '../../database/sqlite.ts';
import type { Acknowledgement } from '../protocol.ts';
import { startControlPlane } from './control-plane.fixture.ts';
import type { Printed } from './control-plane.process.ts';
import { FixtureAgent, done } from './fixture-agent.fixture.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgegraph-durability-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** An edge that lives on while control planes die, and remembers what it has done. */
class LastingEdge {
  readonly #name: string;
  #agent: FixtureAgent | undefined;
  #unanswered: Acknowledgement[] = [];
  readonly purged = new Set<number>();
  /** What it acknowledged and was answered. */
  readonly acknowledged = new Set<number>();

  constructor(name: string) {
    this.#name = name;
  }

  /** Does what the control plane says until that does not answer any more, or has nothing to do. */
  async work(url: string, { once = false } = {}): Promise<void> {
    const agent = new FixtureAgent(url, { name: this.#name });
    if (this.#agent) Object.assign(agent, { session: this.#agent.session, cursor: this.#agent.cursor });
    this.#agent = agent;
    for (;;) {
      const sent = this.#unanswered;
      const answer = await agent.sync(sent, once ? 0 : 1000).catch((error: unknown) => {
        // The process is gone.
        if (error instanceof TypeError) return null;
        throw error;
      });
      if (answer === null) return;
      for (const { sequence } of sent) this.acknowledged.add(sequence);
      if (answer.reset) throw new Error('A member was taken for a stranger.');
      this.#unanswered = answer.entries.map(({ sequence }) => done(sequence));
      for (const { sequence } of this.#unanswered) this.purged.add(sequence);
      if (once && answer.entries.length === 0) return;
    }
  }
}

describe('a control plane that is killed again and again', () => {
  it('loses none of 1,000 purges that it accepted and no acknowledgement that it answered, and is done with none before every edge', async () => {
    const path = join(folder, 'store.sqlite');
    const edges = [new LastingEdge('edge-1'), new LastingEdge('edge-2')];
    const accepted = new Map<string, number>();
    {
      await using control = await startControlPlane({ store: await openStore(path) });
      for (const edge of edges) await edge.work(control.url, { once: true });
    }
    while (accepted.size < 1000) for (const [id, sequence] of await acceptedUntilKilled(path, 125, edges)) accepted.set(id, sequence);

    await using control = await startControlPlane({ store: await openStore(path) });
    const stored = async (sequence: number) => (await listAcknowledgements(control.db, sequence)).filter(({ at }) => at !== null).map(({ edge }) => edge);
    for (const [index, edge] of edges.entries()) {
      for (const sequence of edge.acknowledged) expect(await stored(sequence)).toContain(`edge-${index + 1}`);
    }
    for (const [id, sequence] of accepted) {
      const job = await findContentJob(control.db, '0001', id);
      expect(job).toMatchObject({ id, sequence });
      expect(job?.status).toBe((await stored(sequence)).length === edges.length ? 'done' : 'running');
    }
    for (const edge of edges) await edge.work(control.url, { once: true });
    for (const [id, sequence] of accepted) {
      expect((await findContentJob(control.db, '0001', id))?.status).toBe('done');
      for (const edge of edges) expect(edge.purged).toContain(sequence);
    }
  }, 300_000);
});

/** The purges that a process accepted until it was killed, amid its work, after `count` of them. */
async function acceptedUntilKilled(path: string, count: number, edges: readonly LastingEdge[]): Promise<Map<string, number>> {
  const control = spawn(process.execPath, [join(import.meta.dirname, 'control-plane.process.ts'), path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const accepted = new Map<string, number>();
  const working: Promise<void>[] = [];
  for await (const line of createInterface(control.stdout)) {
    // The process prints nothing else.
    const printed = JSON.parse(line) as Printed;
    if ('url' in printed) working.push(...edges.map((edge) => edge.work(printed.url)));
    else if (printed.sequence !== null) accepted.set(printed.id, printed.sequence);
    if (accepted.size === count) control.kill('SIGKILL');
  }
  await Promise.all(working);
  return accepted;
}
