import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { event as requestEvent } from '../../analytics/event.fixture.ts';
import { found } from '../../database/queries/fresh-database.fixture.ts';
import { findContentJob } from '../../database/queries/content-jobs.ts';
import { findEdge, retireEdges } from '../../database/queries/edges.ts';
import { appendEntry } from '../../database/queries/fleet-journal.ts';
import { inTransaction } from '../../database/transaction.ts';
import { eventsPath, memberPath, membersPath, syncPath } from '../protocol.ts';
import { startControlPlane } from './control-plane.fixture.ts';
import { done, secret } from './fixture-agent.fixture.ts';
import { propagationOf } from './propagation.ts';
import { sweepFleet } from './sweep.ts';

let control: Awaited<ReturnType<typeof startControlPlane>>;
beforeEach(async () => void (control = await startControlPlane()));
afterEach(() => control[Symbol.asyncDispose]());

const configure = (accountNumber = '0001') =>
  inTransaction(control.db, async (transaction) => {
    await control.notices.publish(transaction, 'fleet');
    return appendEntry(transaction, { kind: 'configure', accountNumber });
  });
const job = async (id: string) => found(await findContentJob(control.db, '0001', id));
const submitted = async (...given: Parameters<typeof control.purge>) => found(await control.purge(...given));

describe('an edge', () => {
  it('without the secret is refused, and the log does not tell what it said', async () => {
    const { status, json } = await control.agent({ secret: 'guessed' }).post(syncPath('edge-1'), {});
    expect({ status, json }).toEqual({ status: 403, json: { message: expect.stringContaining('EDGE_SECRET') } });
    expect(control.log.join()).toContain('without the right secret');
    expect(control.log.join()).not.toContain('guessed');
  });

  it.each([
    ['edge-1', { waitMs: 60_000 }, 'waitMs'],
    ['edge-1', { pop: 'Los Angeles' }, 'pop'],
    ['Edge_1', {}, 'lower-case letters'],
  ])('%s that says %o is refused with the reason', async (name, wrong, reason) => {
    const agent = control.agent();
    expect(await agent.post(syncPath(name), { ...agent.request(), ...wrong })).toMatchObject({ status: 400, json: { message: expect.stringContaining(reason) } });
  });

  it('that joins gets the configuration of every customer, and is known from then on', async () => {
    await configure('0001');
    await configure('0002');
    const agent = control.agent();
    const { entries, cursor, reset, more } = await agent.sync();
    expect({ cursor, reset, more }).toEqual({ cursor: 2, reset: false, more: false });
    expect(entries).toMatchObject([
      { kind: 'configure', sequence: 1, accountNumber: '0001', sites: [{ id: 'site-of-0001' }] },
      { kind: 'configure', sequence: 2, accountNumber: '0002', sites: [{ id: 'site-of-0002' }] },
    ]);
    expect(await findEdge(control.db, 'edge-1')).toMatchObject({ pop: 'LAX', driver: 'embedded', retiredAt: null });
  });

  it('gets the latest configuration once, however often it has changed', async () => {
    const agent = control.agent();
    await agent.sync();
    for (let time = 0; time < 10; time++) await configure();
    expect((await agent.sync()).entries).toMatchObject([{ kind: 'configure', sequence: 10 }]);
  });

  it('gets a configuration before what follows it', async () => {
    const agent = control.agent();
    await agent.sync();
    await configure();
    const load = await submitted({ action: 'load', loads: [{ site: 'site-of-0001', host: 'www.0001.example.com', url: '/a' }] });
    await configure();
    expect((await agent.sync()).entries).toMatchObject([{ kind: 'configure' }, { kind: 'load', sequence: load.sequence }, { kind: 'configure' }]);
  });

  it('that waits is told as soon as there is something to do', async () => {
    const agent = control.agent();
    await agent.sync();
    const waiting = agent.sync([], 30_000);
    const purge = await submitted();
    expect(await waiting).toMatchObject({ entries: [{ kind: 'purge', sequence: purge.sequence, purges: purge.purges }], cursor: purge.sequence });
  });

  it('is told nothing once it has waited as long as it said', async () => {
    const agent = control.agent();
    await agent.sync();
    expect(await agent.sync([], 20)).toMatchObject({ entries: [], more: false });
  });

  it('that waits is let go when the server closes', async () => {
    const agent = control.agent();
    await agent.sync();
    const waiting = agent.sync([], 30_000);
    // The server has it once another request is answered.
    await control.agent({ name: 'edge-2' }).sync();
    await control.http.close();
    expect(await waiting).toMatchObject({ entries: [] });
  });

  it('of another POP than a job is for is not asked to do it', async () => {
    const [inLax, inFra] = [control.agent({ name: 'in-lax' }), control.agent({ name: 'in-fra', pop: 'FRA' })];
    await Promise.all([inLax.sync(), inFra.sync()]);
    const purge = await submitted({ regionIds: [2] });
    expect((await inLax.sync()).entries).toEqual([]);
    expect((await inFra.sync()).entries).toMatchObject([{ sequence: purge.sequence }]);
  });

  it('keeps its sites if those of a customer can not be told, and the others are told', async () => {
    await control[Symbol.asyncDispose]();
    control = await startControlPlane({ sitesOf: async (accountNumber) => (accountNumber === '0001' ? Promise.reject(new Error('sealed')) : []) });
    await configure('0001');
    await configure('0002');
    expect((await control.agent().sync()).entries).toMatchObject([{ accountNumber: '0002' }]);
    expect(control.reported).toEqual([new Error('sealed')]);
    const [{ percent, problem } = {}] = await propagationOf(control.db, '0001');
    expect({ percent, problem }).toEqual({ percent: 0, problem: expect.stringContaining('could not read this configuration') });
  });

  it('is told though the first attempt to read it fails', async () => {
    await control[Symbol.asyncDispose]();
    let attempts = 0;
    control = await startControlPlane({ sitesOf: async () => ((attempts += 1) === 1 ? Promise.reject(new Error('connection lost')) : []) });
    await configure('0001');
    expect((await control.agent().sync()).entries).toMatchObject([{ accountNumber: '0001' }]);
    expect(control.reported).toEqual([]);
  });

  it('is told later where the store fails meanwhile', async () => {
    await control[Symbol.asyncDispose]();
    let fails = true;
    control = await startControlPlane({
      sitesOf: async () => {
        if (!fails) return [];
        await sql`alter table journal_counter rename to journal_counter_away`.execute(control.db);
        fails = false;
        throw new Error('connection lost');
      },
    });
    await configure('0001');
    const agent = control.agent();
    await expect(agent.sync()).rejects.toThrow('Answered 500');
    await sql`alter table journal_counter_away rename to journal_counter`.execute(control.db);
    expect((await agent.sync()).entries).toMatchObject([{ accountNumber: '0001' }]);
  });
});

describe('a purge', () => {
  it('is done exactly once every member has acknowledged it, and what they said is stored', async () => {
    const [one, two] = [control.agent({ name: 'edge-1' }), control.agent({ name: 'edge-2' })];
    await Promise.all([one.sync(), two.sync()]);
    const { id, sequence } = await submitted();
    expect(await job(id)).toMatchObject({ status: 'running', completeDate: null });
    await one.sync();
    await one.sync([done(Number(sequence), { objects: 3 })]);
    expect(await job(id)).toMatchObject({ status: 'running' });
    await two.catchUp();
    expect(await job(id)).toMatchObject({ status: 'done', completeDate: expect.any(String) });
  });

  it('is done at once while the fleet has no member', async () => {
    expect(await submitted()).toMatchObject({ status: 'done', completeDate: expect.any(String) });
  });

  it('is done at an edge that comes back with nothing stored', async () => {
    const agent = control.agent();
    await agent.sync();
    const { id } = await submitted();
    agent.restart();
    expect((await agent.sync()).entries).toEqual([]);
    expect(await job(id)).toMatchObject({ status: 'done' });
  });

  it('that an edge missed while it was away is given to it before anything newer', async () => {
    const agent = control.agent();
    await agent.sync();
    const purges = [await submitted(), await submitted()];
    await configure();
    agent.restart({ keepsContent: true });
    expect((await agent.sync()).entries.map(({ sequence }) => sequence)).toEqual([...purges.map(({ sequence }) => sequence), expect.any(Number)]);
  });

  it('whose acknowledgement died with its edge is given to it again', async () => {
    const agent = control.agent();
    await agent.sync();
    const { id, sequence } = await submitted();
    await agent.sync();
    await agent.sync();
    agent.restart({ keepsContent: true });
    expect((await agent.sync()).entries).toMatchObject([{ sequence }]);
    await agent.sync([done(Number(sequence))]);
    expect(await job(id)).toMatchObject({ status: 'done' });
  });

  it('is not held up by an edge that has not been seen for ten minutes, which has to drop everything when it returns', async () => {
    const [here, away] = [control.agent({ name: 'here' }), control.agent({ name: 'away' })];
    await away.sync();
    await here.sync();
    const { id, sequence } = await submitted();
    await here.sync();
    await here.sync([done(Number(sequence))]);
    const { seenAt } = found(await findEdge(control.db, 'away'));
    const settings = { db: control.db, jobs: control.jobs, report: () => {} };
    await sweepFleet(settings, Date.parse(seenAt) + 9 * 60_000);
    expect(await job(id)).toMatchObject({ status: 'running' });
    await control.db.updateTable('edges').set({ seenAt: '9999' }).where('name', '=', 'here').execute();
    await sweepFleet(settings, Date.now() + 11 * 60_000);
    expect(await job(id)).toMatchObject({ status: 'done' });
    away.restart({ keepsContent: true });
    expect(await away.sync()).toMatchObject({ reset: true, entries: [] });
    expect(await away.sync()).toMatchObject({ reset: false, entries: [] });
    const next = await submitted();
    expect((await away.sync()).entries).toMatchObject([{ sequence: next.sequence }]);
  });
});

describe('a purge with a load behind it', () => {
  it('is loaded once every edge has purged, and done once every edge has loaded', async () => {
    const [one, two] = [control.agent({ name: 'edge-1' }), control.agent({ name: 'edge-2' })];
    await Promise.all([one.sync(), two.sync()]);
    const loads = [{ site: 'site-of-0001', host: 'www.0001.example.com', url: '/a.png' }];
    const { id } = await submitted({ thenLoad: true, loads });
    expect((await one.catchUp()).map(({ kind }) => kind)).toEqual(['purge']);
    expect((await two.catchUp()).map(({ kind }) => kind)).toEqual(['purge', 'load']);
    expect(await job(id)).toMatchObject({ status: 'running' });
    const loaded = { loads: [{ status: 200, bytes: 7, stored: true, problem: null }] };
    expect(await one.catchUp(({ sequence }) => done(sequence, loaded))).toMatchObject([{ kind: 'load', loads }]);
    expect(await job(id)).toMatchObject({ status: 'done' });
  });
});

describe('two sessions of one name', () => {
  it('end in the newer: the older is refused, also while it waits', async () => {
    const [older, newer] = [control.agent(), control.agent()];
    await older.sync();
    const waiting = older.post(syncPath('edge-1'), older.request([], 30_000));
    await newer.sync();
    expect(await waiting).toMatchObject({ status: 409, json: { message: expect.stringContaining('a name of its own') } });
    expect(await older.post(syncPath('edge-1'), older.request())).toMatchObject({ status: 409 });
    expect(await newer.sync()).toMatchObject({ reset: false });
  });

  it('give way to the older one again once the newer is away; it has to drop everything first', async () => {
    const [older, newer] = [control.agent(), control.agent()];
    await older.sync();
    await newer.sync();
    const { sequence } = await submitted();
    await newer.sync();
    await newer.sync([done(Number(sequence))]);
    await control.db.updateTable('edges').set({ seenAt: new Date(Date.now() - 61_000).toISOString() }).execute();
    expect(await older.sync()).toMatchObject({ reset: true });
    expect(await older.sync()).toMatchObject({ reset: false, entries: [] });
    expect(await newer.post(syncPath('edge-1'), newer.request())).toMatchObject({ status: 409 });
  });
});

describe('operators', () => {
  const ask = (method: string, path: string, authorization = `Bearer ${secret}`) => fetch(control.url + path, { method, headers: { authorization } });

  it('see the fleet, and take an edge out for which purges wait in vain', async () => {
    const [here, gone] = [control.agent({ name: 'here' }), control.agent({ name: 'gone' })];
    await gone.sync();
    await here.sync();
    const { id, sequence } = await submitted();
    await here.sync();
    await here.sync([done(Number(sequence))]);
    await control.db.updateTable('edges').set({ seenAt: '2026-01-01T00:00:00.000Z' }).where('name', '=', 'gone').execute();
    expect(await (await ask('GET', membersPath)).json()).toMatchObject([{ name: 'gone', status: 'away' }, { name: 'here', status: 'here' }]);
    expect(await job(id)).toMatchObject({ status: 'running' });
    expect((await ask('DELETE', memberPath('gone'))).status).toBe(200);
    expect(await job(id)).toMatchObject({ status: 'done' });
    expect(await (await ask('GET', membersPath)).json()).toMatchObject([{ name: 'gone', status: 'retired' }, { name: 'here' }]);
    expect(await gone.sync()).toMatchObject({ reset: true });
    expect(await (await ask('DELETE', memberPath('nobody'))).json()).toEqual({ message: 'No edge called nobody is in the fleet.' });
  });

  it('need the secret', async () => {
    expect((await ask('GET', membersPath, 'Bearer wrong')).status).toBe(403);
    expect((await ask('DELETE', memberPath('here'), 'Bearer wrong')).status).toBe(403);
  });
});

describe('an edge that knows more than the control plane', () => {
  it('has to drop everything', async () => {
    const agent = control.agent();
    agent.cursor = 17;
    expect(await agent.sync()).toMatchObject({ reset: true });
    expect(await agent.sync()).toMatchObject({ reset: false, cursor: 0 });
  });
});

describe('the propagation of a configuration', () => {
  const shares = async () => (await propagationOf(control.db, '0001')).map(({ edge, percent, problem }) => [edge, percent, problem]);

  it('is the share of each member that serves by it', async () => {
    expect(await shares()).toEqual([]);
    const [good, bad, gone] = [control.agent({ name: 'good' }), control.agent({ name: 'bad' }), control.agent({ name: 'gone' })];
    for (const agent of [good, bad, gone]) await agent.sync();
    await control.db.updateTable('edges').set({ seenAt: '2000' }).where('name', '=', 'gone').execute();
    await retireEdges(control.db, '2001');
    const sequence = await configure();
    expect(await shares()).toEqual([
      ['bad', 0, null],
      ['good', 0, null],
    ]);
    await good.catchUp();
    await bad.catchUp(() => done(sequence, { problems: [{ site: 'site-of-0001', message: 'has no such server.' }] }));
    expect(await shares()).toEqual([
      ['bad', 0, 'site-of-0001: has no such server.'],
      ['good', 100, null],
    ]);
    await configure();
    await bad.catchUp();
    await good.catchUp();
    expect(await shares()).toEqual([
      ['bad', 100, null],
      ['good', 100, null],
    ]);
  });
});

describe('events', () => {
  const event = (sequence: number, source = 'edge:edge-1:a') => requestEvent({ source, sequence });
  const send = (events: unknown[]) => control.agent().post(eventsPath('edge-1'), { until: null, events });
  const restart = async (append: () => Promise<void>) => {
    await control[Symbol.asyncDispose]();
    control = await startControlPlane({ append });
  };

  it('are acknowledged once they are stored', async () => {
    const { promise: stored, resolve: store } = Promise.withResolvers<void>();
    await restart(() => stored);
    let answered = false;
    const answer = send([event(1)]).then((each) => ((answered = true), each));
    await control.agent({ name: 'edge-2' }).sync();
    expect(answered).toBe(false);
    store();
    expect(await answer).toMatchObject({ status: 200 });
  });

  it('of another source than the edge that sends them are refused', async () => {
    expect(await send([event(1, 'edge:edge-11:a')])).toMatchObject({ status: 400, json: { message: expect.stringContaining('edge:edge-1:') } });
  });

  it('that are wrong are refused with what is wrong in which', async () => {
    const answer = await send([event(1), { ...event(2), status: 'fine' }]);
    expect(answer).toMatchObject({ status: 400, json: { message: expect.stringMatching(/^events\.1\.status .*number/) } });
  });

  it('are refused until later while a batch of the same edge is being stored', async () => {
    const { promise: stored, resolve: store } = Promise.withResolvers<void>();
    const { promise: storing, resolve: begin } = Promise.withResolvers<void>();
    await restart(() => (begin(), stored));
    const first = send([event(1)]);
    await storing;
    const refused = await send([event(2)]);
    expect(refused).toMatchObject({ status: 503, json: { message: expect.stringContaining('again') } });
    expect(refused.headers.get('retry-after')).toBe('1');
    store();
    expect((await first).status).toBe(200);
  });

  it('that can not be stored are answered without the cause', async () => {
    await restart(() => Promise.reject(new Error('select secrets')));
    const answer = await send([event(1)]);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer.json)).not.toContain('select');
  });
});
