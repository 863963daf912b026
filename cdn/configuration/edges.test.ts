import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listConfigVersions } from '../database/queries/config-versions.ts';
import { addUser, newOrigin } from '../database/queries/fresh-database.fixture.ts';
import { createOrigin } from '../database/queries/origins.ts';
import { openDatabase } from '../database/sqlite.ts';
import { sqliteNotices } from '../database/sqlite-notices.ts';
import { startControlPlane } from '../fleet/control/control-plane.fixture.ts';
import { done } from '../fleet/control/fixture-agent.fixture.ts';
import { createVault } from '../vault.ts';
import { type ConfigurationStore, changeConfiguration } from './change.ts';
import { sitesOf } from './compile.ts';
import { checkAtEdges } from './edge-check.ts';
import { edgeStates } from './edge-states.ts';

const settings = { domain: 'cdn.example.net', privateOrigins: false };
const vault = createVault(Buffer.alloc(32, 3));

type ControlPlane = Awaited<ReturnType<typeof startControlPlane>>;

let control: ControlPlane;
let store: ConfigurationStore;
let viewer: Viewer;
beforeEach(async () => {
  const notices = sqliteNotices();
  const db = await openDatabase(':memory:', notices);
  const sites = (accountNumber: string) => sitesOf(db, vault, accountNumber, settings);
  control = await startControlPlane({ store: { db, notices, close: () => db.destroy() }, sitesOf: sites });
  store = { db, notices, settings };
  const { user } = await addUser(db);
  viewer = { accountNumber: '0001', userId: user.id, login: user.login, methods: new Set(), modules: new Set() };
});
afterEach(() => control[Symbol.asyncDispose]());

const addOrigin = (directoryName: string) => changeConfiguration(store, viewer, {}, ({ db }) => createOrigin(db, { ...newOrigin, directoryName }));

describe('a version', () => {
  const statesOf = async (number: number) => {
    const [version] = await listConfigVersions(store.db, '0001', { numbers: [number], limit: 1 });
    return (await edgeStates(store.db, [version?.sequence ?? 0])).get(version?.sequence ?? 0);
  };

  it('reaches every edge as sites, and is applied there once the edge has said so', async () => {
    const [first, second] = [control.agent({ name: 'lax-1' }), control.agent({ name: 'fra-1', pop: 'FRA' })];
    for (const agent of [first, second]) await agent.catchUp();
    const { version } = await addOrigin('a');
    const entries = await first.catchUp();
    expect(entries).toMatchObject([{ kind: 'configure', accountNumber: '0001', sites: [{ id: 'origin-1', path: '/800001/a' }] }]);
    expect(await statesOf(version)).toEqual([
      { edge: 'fra-1', pop: 'FRA', status: 'PENDING', problem: null },
      { edge: 'lax-1', pop: 'LAX', status: 'APPLIED', problem: null },
    ]);
    await addOrigin('b');
    await second.catchUp();
    expect((await statesOf(version))?.map(({ status }) => status)).toEqual(['APPLIED', 'APPLIED']);
  });

  it('has failed at an edge that could not take it, with the reason', async () => {
    const agent = control.agent();
    await agent.catchUp();
    const { version } = await addOrigin('a');
    await agent.catchUp(({ sequence }) => done(sequence, { problems: [{ site: 'origin-1', message: 'The name of the server is too long.' }] }));
    expect(await statesOf(version)).toEqual([{ edge: 'edge-1', pop: 'LAX', status: 'FAILED', problem: 'origin-1: The name of the server is too long.' }]);
  });
});

describe('a check at the edges', () => {
  it('asks each edge, and tells which accept, refuse or are silent', async () => {
    const agents = ['a-accepts', 'b-refuses', 'c-silent'].map((name) => control.agent({ name }));
    for (const agent of agents) await agent.catchUp();
    await addOrigin('a');
    const sites = await sitesOf(store.db, vault, '0001', settings);
    const checked = checkAtEdges(store, '0001', sites, 2000);
    const [accepts, refuses] = agents;
    const entries = await accepts?.catchUp();
    await refuses?.catchUp(({ sequence, kind }) => done(sequence, { problems: kind === 'check' ? [{ site: 'origin-1', message: 'It is refused.' }] : [] }));
    expect(await checked).toEqual([
      { edge: 'a-accepts', pop: 'LAX', status: 'ACCEPTED', problems: [] },
      { edge: 'b-refuses', pop: 'LAX', status: 'REFUSED', problems: ['origin-1: It is refused.'] },
      { edge: 'c-silent', pop: 'LAX', status: 'SILENT', problems: [] },
    ]);
    expect(entries).toContainEqual(expect.objectContaining({ kind: 'check', sites }));
  });

  it('has nobody to ask where there is no edge', async () => {
    expect(await checkAtEdges(store, '0001', [])).toEqual([]);
  });
});
