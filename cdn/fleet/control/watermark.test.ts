import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { event } from '../../analytics/event.fixture.ts';
import { retireEdge } from '../../database/queries/edges.ts';
import { eventsPath } from '../protocol.ts';
import { startControlPlane } from './control-plane.fixture.ts';
import type { FixtureAgent } from './fixture-agent.fixture.ts';
import { Watermark } from './watermark.ts';

let control: Awaited<ReturnType<typeof startControlPlane>>;
beforeEach(async () => void (control = await startControlPlane()));
afterEach(() => control[Symbol.asyncDispose]());

const complete = () => control.watermark.completeUntil();
const never = 2 ** 31 - 1;
/** As another process, or this one after it was killed. */
const elsewhere = () => new Watermark({ db: control.db, writeMs: never, report: () => undefined });

async function joined(name: string): Promise<FixtureAgent> {
  const agent = control.agent({ name });
  await agent.sync();
  return agent;
}

const tell = async (agent: FixtureAgent, until: number | null, events: unknown[] = []) => {
  const { status } = await agent.post(eventsPath(agent.name), { until, events });
  expect(status).toBe(200);
};

describe('the moment up to which reports are complete', () => {
  it('is a little before now while there is no edge', async () => {
    const before = Date.now();
    const until = await complete();
    expect(until).toBeLessThan(Date.now());
    expect(until).toBeGreaterThan(before - 60_000);
  });

  it('is when an edge joined until it tells more', async () => {
    const before = Date.now();
    const agent = await joined('edge-1');
    const first = await complete();
    expect(first).toBeGreaterThanOrEqual(before);
    await tell(agent, null);
    expect(await complete()).toBe(first);
    await tell(agent, first + 1);
    expect(await complete()).toBe(first + 1);
  });

  it('stays while an edge has a backlog, and moves on as that is stored', async () => {
    const agent = await joined('edge-1');
    const hourAgo = Date.now() - 3_600_000;
    await tell(agent, hourAgo, [event({ source: 'edge:edge-1:a', time: hourAgo })]);
    expect(await complete()).toBe(hourAgo);
    const now = Date.now();
    await tell(agent, now);
    expect(await complete()).toBe(now);
  });

  it('does not move on with events that could not be stored', async () => {
    await control[Symbol.asyncDispose]();
    control = await startControlPlane({ append: () => Promise.reject(new Error('the disk is full')) });
    const agent = await joined('edge-1');
    const before = await complete();
    await agent.post(eventsPath('edge-1'), { until: Date.now() + 1000, events: [event({ source: 'edge:edge-1:a' })] });
    expect(await complete()).toBe(before);
  });

  it('is that of the edge that is farthest behind', async () => {
    const [one, other] = [await joined('edge-1'), await joined('edge-2')];
    await tell(one, 2000);
    await tell(other, 1000);
    expect(await complete()).toBe(1000);
    await tell(other, 3000);
    expect(await complete()).toBe(2000);
  });

  it('is held back by an edge that is away until that is retired', async () => {
    const [one, dead] = [await joined('edge-1'), await joined('edge-2')];
    await tell(dead, 1000);
    await tell(one, 5000);
    await control.db.updateTable('edges').set({ seenAt: '2000-01-01T00:00:00.000Z' }).where('name', '=', 'edge-2').execute();
    expect(await complete()).toBe(1000);
    await retireEdge(control.db, 'edge-2');
    expect(await complete()).toBe(5000);
  });

  it('is never later than now, whatever an edge takes for now', async () => {
    await tell(await joined('edge-1'), Date.now() + 3_600_000);
    expect(await complete()).toBeLessThanOrEqual(Date.now());
  });

  it('goes back with an edge whose clock was put back', async () => {
    const agent = await joined('edge-1');
    await tell(agent, 5000);
    await tell(agent, 4000);
    expect(await complete()).toBe(4000);
  });

  it('is the same for another process once it is written, and earlier before', async () => {
    const agent = await joined('edge-1');
    await tell(agent, 1000);
    await vi.waitFor(async () => expect(await elsewhere().completeUntil()).toBe(1000), { timeout: 10_000 });
    const quick = elsewhere();
    quick.told('edge-1', 2000);
    expect(await quick.completeUntil()).toBe(2000);
    expect(await complete()).toBe(1000);
    await quick.close();
    expect(await complete()).toBe(2000);
  });

  it('is told of each member of the fleet', async () => {
    const agent = await joined('edge-1');
    await tell(agent, 1000);
    await vi.waitFor(async () => {
      const answer = await fetch(`${control.url}/fleet/v1/edges`, { headers: { authorization: 'Bearer a-secret-of-the-fleet' } });
      expect(await answer.json()).toMatchObject([{ name: 'edge-1', completeUntil: '1970-01-01T00:00:01.000Z' }]);
    }, { timeout: 10_000 });
  });

  it('is kept, and written later, while the database fails', async () => {
    const reported: unknown[] = [];
    const agent = await joined('edge-1');
    await control.db.schema.alterTable('edge_watermarks').renameTo('away').execute();
    const watermark = new Watermark({ db: control.db, writeMs: 1, report: (cause) => reported.push(cause) });
    watermark.told(agent.name, 1000);
    await vi.waitFor(() => expect(reported.length).toBeGreaterThan(0), { timeout: 10_000 });
    await control.db.schema.alterTable('away').renameTo('edge_watermarks').execute();
    await vi.waitFor(async () => expect(await elsewhere().completeUntil()).toBe(1000), { timeout: 10_000 });
    await watermark.close();
  });
});
