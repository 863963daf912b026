import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findContentJob, settledSequences } from '../../database/queries/content-jobs.ts';
import { retireEdges } from '../../database/queries/edges.ts';
import { found } from '../../database/queries/fresh-database.fixture.ts';
import { type Acknowledgement, syncAnswer } from '../protocol.ts';
import { startControlPlane } from './control-plane.fixture.ts';
import { FixtureAgent, done } from './fixture-agent.fixture.ts';

const edges = ['edge-1', 'edge-2', 'edge-3'] as const;
const limit = 3;

/** What may happen, in any order. */
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('purge' as const), size: fc.integer({ min: 1, max: limit }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), job: fc.nat(30) }) },
  // Asks, and acknowledges some of what it had been given before.
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('sync' as const), edge: fc.constantFrom(...edges), some: fc.nat(7), answerIsLost: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), edge: fc.constantFrom(...edges), keepsContent: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('retire' as const), edge: fc.constantFrom(...edges) }) },
);

interface ModelJob {
  readonly id: string;
  readonly size: number;
  /** The members that it waits for; null: it is queued. */
  awaited: Set<string> | null;
  cancelled: boolean;
}

/** What must be true, told apart from how it is stored. */
class Model {
  readonly members = new Set<string>();
  readonly jobs: ModelJob[] = [];

  running = () => this.jobs.filter(({ awaited, cancelled }) => !cancelled && awaited !== null && awaited.size > 0);

  promote(): void {
    for (const job of this.jobs.filter(({ awaited, cancelled }) => awaited === null && !cancelled)) {
      const taken = this.running().reduce((sum, { size }) => sum + size, 0);
      if (taken + job.size > limit) return;
      job.awaited = new Set(this.members);
    }
  }

  /** The edge needs no more to do what it was asked to do so far. */
  release(edge: string, ids?: ReadonlySet<string>): void {
    for (const { id, awaited } of this.jobs) if (ids === undefined || ids.has(id)) awaited?.delete(edge);
    this.promote();
  }

  statusOf({ awaited, cancelled }: ModelJob): string {
    if (cancelled) return 'cancelled';
    if (awaited === null) return 'queued';
    return awaited.size > 0 ? 'running' : 'done';
  }
}

describe('purges, whatever edges do in whatever order', () => {
  it('are done exactly when every member that they waited for has acknowledged, in the order of their queue', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
        await using control = await startControlPlane({ limit });
        const model = new Model();
        const agents = new Map(edges.map((name) => [name, new FixtureAgent(control.url, { name })]));
        /** What an agent has been given and not acknowledged, by its sequence; lost with its process. */
        const given = new Map<string, Map<number, string>>(edges.map((name) => [name, new Map()]));
        const idOf = async (sequence: number) => (await control.db.selectFrom('fleetJournal').select('jobId').where('sequence', '=', sequence).executeTakeFirst())?.jobId ?? '';

        for (const each of steps) {
          switch (each.kind) {
            case 'purge': {
              const targets = Array.from({ length: each.size }, (_, index) => ({ kind: 'url', value: `http://www.example.com/${index}` }) as const);
              const { id } = found(await control.purge({ targets }));
              model.jobs.push({ id, size: each.size, awaited: null, cancelled: false });
              model.promote();
              break;
            }
            case 'cancel': {
              const job = model.jobs[each.job];
              if (!job) break;
              await control.jobs.cancel('0001', job.id);
              if (model.statusOf(job) === 'queued') job.cancelled = true;
              model.promote();
              break;
            }
            case 'sync': {
              const agent = agents.get(each.edge);
              const held = given.get(each.edge);
              if (!agent || !held) break;
              const acknowledged = [...held.keys()].filter((_, index) => ((each.some >> index % 3) & 1) === 1);
              const cursor = agent.cursor;
              const { json } = await agent.post(`/fleet/v1/edges/${agent.name}/sync`, agent.request(acknowledged.map((sequence): Acknowledgement => done(sequence))));
              const answer = syncAnswer.parse(json);
              if (!answer.reset) {
                if (cursor === null) {
                  model.members.add(agent.name);
                  model.release(agent.name);
                }
                model.release(agent.name, new Set(acknowledged.map((sequence) => held.get(sequence) ?? '')));
                for (const sequence of acknowledged) held.delete(sequence);
              }
              if (each.answerIsLost) break;
              agent.cursor = answer.reset ? null : answer.cursor;
              if (answer.reset) held.clear();
              for (const entry of answer.entries) held.set(entry.sequence, await idOf(entry.sequence));
              break;
            }
            case 'restart':
              agents.get(each.edge)?.restart(each);
              given.get(each.edge)?.clear();
              break;
            case 'retire': {
              await control.db.updateTable('edges').set({ seenAt: '2000' }).where('name', '=', each.edge).execute();
              await retireEdges(control.db, '2001');
              await control.jobs.settle(control.db, await settledSequences(control.db));
              model.members.delete(each.edge);
              model.release(each.edge);
              break;
            }
          }
          for (const job of model.jobs) {
            expect({ id: job.id, status: found(await findContentJob(control.db, '0001', job.id)).status }).toEqual({ id: job.id, status: model.statusOf(job) });
          }
        }

        // Whatever was lost on the way: once every edge has caught up, everything is done.
        for (const agent of agents.values()) agent.restart({ keepsContent: true });
        for (let round = 0; round < model.jobs.length + 1; round++) for (const agent of agents.values()) await agent.catchUp();
        for (const { id, cancelled } of model.jobs) {
          expect(found(await findContentJob(control.db, '0001', id)).status).toBe(cancelled ? 'cancelled' : 'done');
        }
      }),
      { numRuns: 60 },
    );
  }, 120_000);
});
