import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '../../database/postgres.ts';
import { type PostgresServer, hasPostgres, startPostgres } from '../../database/postgres-server.fixture.ts';
import { findContentJob, listContentJobs } from '../../database/queries/content-jobs.ts';
import { found, newContentJob } from '../../database/queries/fresh-database.fixture.ts';
import { eventsPath } from '../protocol.ts';
import { startControlPlane } from './control-plane.fixture.ts';
import { FixtureAgent, done } from './fixture-agent.fixture.ts';

type ControlPlane = Awaited<ReturnType<typeof startControlPlane>>;

const limit = 5;

// What another process is to PostgreSQL: another store with connections of its own.
describe.skipIf(!hasPostgres)('two control planes on one PostgreSQL database', () => {
  let server: PostgresServer;
  let planes: readonly [ControlPlane, ControlPlane];
  beforeAll(async () => void (server = await startPostgres()));
  afterAll(() => server?.stop());
  beforeEach(async () => {
    const url = await server.createDatabase();
    planes = [await startControlPlane({ store: await openStore(url), limit }), await startControlPlane({ store: await openStore(url), limit })];
  });
  afterEach(async () => {
    for (const plane of planes) await plane[Symbol.asyncDispose]();
  });

  const statusOf = async (id: string) => found(await findContentJob(planes[0].db, '0001', id)).status;

  it('wake the edges of one another', async () => {
    const agent = planes[1].agent();
    await agent.sync();
    const waiting = agent.sync([], 30_000);
    const { id, sequence } = found(await planes[0].purge());
    expect((await waiting).entries).toMatchObject([{ kind: 'purge', sequence }]);
    await agent.sync([done(Number(sequence))]);
    expect(await statusOf(id)).toBe('done');
  });

  it('dispatch each purge once and within the limit, whichever of them edges ask, and complete all', async () => {
    const agents = ['edge-1', 'edge-2', 'edge-3', 'edge-4'].map((name, index) => new FixtureAgent(planes[index % 2 === 0 ? 0 : 1].url, { name }));
    await Promise.all(agents.map((agent) => agent.sync()));
    const times = new Map<string, number>();
    let largest = 0;
    const finished = new AbortController();
    const work = async (agent: FixtureAgent) => {
      let acknowledgements: ReturnType<typeof done>[] = [];
      while (!finished.signal.aborted) {
        const { entries } = await agent.sync(acknowledgements, acknowledgements.length > 0 ? 0 : 200);
        largest = Math.max(largest, entries.length);
        for (const { sequence } of entries) {
          const key = `${agent.name}/${sequence}`;
          times.set(key, (times.get(key) ?? 0) + 1);
        }
        acknowledgements = entries.map(({ sequence }) => done(sequence));
      }
    };
    const working = agents.map(work);
    const submitted = await Promise.all(Array.from({ length: 60 }, (_, index) => planes[index % 2 === 0 ? 0 : 1].purge()));
    const ids = submitted.map((each) => found(each).id);
    const deadline = performance.now() + 60_000;
    const unfinished = async () => (await listContentJobs(planes[1].db, '0001', { limit: 100 })).some(({ status }) => status !== 'done');
    while ((await unfinished()) && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20));
    finished.abort();
    await Promise.all(working);
    expect(await Promise.all(ids.map(statusOf))).toEqual(ids.map(() => 'done'));
    expect([...times.values()].every((count) => count === 1)).toBe(true);
    expect(times.size).toBe(60 * agents.length);
    expect(largest).toBeLessThanOrEqual(limit);
    const entries = await planes[0].db.selectFrom('fleetJournal').select('jobId').where('kind', '=', 'purge').execute();
    expect(new Set(entries.map(({ jobId }) => jobId)).size).toBe(entries.length);
  }, 90_000);

  it('refuse together what exceeds the limit', async () => {
    await planes[0].agent().sync();
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) => planes[index % 2 === 0 ? 0 : 1].jobs.submit({ ...newContentJob, regionIds: [] }, { whenFull: 'refuse' })),
    );
    expect(outcomes.filter((outcome) => outcome !== 'full')).toHaveLength(limit);
  });

  it('make one job of one key', async () => {
    const jobs = await Promise.all(Array.from({ length: 10 }, (_, index) => planes[index % 2 === 0 ? 0 : 1].purge({ idempotencyKey: 'deploy-17' })));
    expect(new Set(jobs.map((job) => found(job).id)).size).toBe(1);
  });

  it('agree on how far the events of the fleet have come, whichever of them each edge tells', async () => {
    const agents = [new FixtureAgent(planes[0].url, { name: 'edge-1' }), new FixtureAgent(planes[1].url, { name: 'edge-2' })] as const;
    const everywhere = () => Promise.all(planes.map(({ watermark }) => watermark.completeUntil()));
    for (const [index, agent] of agents.entries()) {
      await agent.sync();
      await agent.post(eventsPath(agent.name), { until: 2000 + index, events: [] });
    }
    await vi.waitFor(async () => expect(await everywhere()).toEqual([2000, 2000]), { timeout: 10_000 });
    // An edge that goes on at the other control plane.
    await new FixtureAgent(planes[1].url, { name: 'edge-1' }).post(eventsPath('edge-1'), { until: 5000, events: [] });
    await vi.waitFor(async () => expect(await everywhere()).toEqual([2001, 2001]), { timeout: 10_000 });
  });

  it('let an edge go on at the other where the first one stops', async () => {
    const agent = planes[0].agent();
    await agent.sync();
    const { id, sequence } = found(await planes[0].purge());
    const elsewhere = new FixtureAgent(planes[1].url);
    elsewhere.session = agent.session;
    elsewhere.cursor = agent.cursor;
    expect((await elsewhere.sync()).entries).toMatchObject([{ sequence }]);
    await elsewhere.sync([done(Number(sequence))]);
    expect(await statusOf(id)).toBe('done');
  });
});
