import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { RestError } from '@edgegraph/rest/error.ts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findConfigVersion, listConfigVersions } from '../database/queries/config-versions.ts';
import { createEdgeCname } from '../database/queries/edge-cnames.ts';
import { latestConfiguration } from '../database/queries/fleet-journal.ts';
import { addUser, newEdgeCname, newOrigin } from '../database/queries/fresh-database.fixture.ts';
import { createCustomer } from '../database/queries/customers.ts';
import { createOrigin } from '../database/queries/origins.ts';
import { createTokenDirectory, listTokenDirectories } from '../database/queries/token-directories.ts';
import { openStore } from '../database/sqlite.ts';
import type { Store } from '../database/store.ts';
import { type ConfigurationStore, changeConfiguration } from './change.ts';
import { twoDocuments } from './document.arbitrary.fixture.ts';
import { activateVersion, applyChecked, createDraft, deleteDraft } from './drafts.ts';
import type { ConfigurationDocument } from './document.ts';
import { planDocument } from './plan.ts';
import { snapshot } from './snapshot.ts';
import { parseStored } from './versions.ts';
import { createVault } from '../vault.ts';

const settings = { domain: 'cdn.example.net', privateOrigins: false };
const accountNumber = '0001';

let folder: string;
let store: Store;
let viewer: Viewer;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  store = await openStore(join(folder, 'db.sqlite'));
  await createCustomer(store.db, { accountNumber, name: 'Customer', status: 'active', modules: [] });
  const { user } = await addUser(store.db, { accountNumber });
  viewer = { accountNumber, userId: user.id, login: user.login, methods: new Set(), modules: new Set() };
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const here = (): ConfigurationStore => ({ ...store, settings });
const versions = async () => (await listConfigVersions(store.db, accountNumber, { limit: 100 })).reverse();
const addDirectory = (directory: string, expectedVersion?: number) =>
  changeConfiguration(here(), viewer, { expectedVersion }, ({ db }) => createTokenDirectory(db, { accountNumber, mediaTypeId: 3, directory }));
const apply = (document: ConfigurationDocument) => changeConfiguration(here(), viewer, {}, (change) => applyChecked(here(), accountNumber, change, document));
const refusal = (work: Promise<unknown>): Promise<RestError> =>
  work.then(
    () => {
      throw new Error('It was not refused.');
    },
    (error: RestError) => error,
  );

describe('a change', () => {
  it('makes a version with its author, after one of what was found', async () => {
    await createTokenDirectory(store.db, { accountNumber, mediaTypeId: 3, directory: '/found' });
    expect(await addDirectory('/new')).toMatchObject({ version: 2 });
    const [first, second] = await versions();
    expect(first).toMatchObject({ number: 1, state: 'activated', authorLogin: null, basedOn: null, sequence: null });
    expect(second).toMatchObject({ number: 2, state: 'activated', authorLogin: viewer.login, authorUserId: viewer.userId, basedOn: 1, activatedByLogin: viewer.login });
    const documents = await Promise.all([1, 2].map((number) => findConfigVersion(store.db, accountNumber, number)));
    expect(documents.map((each) => parseStored(each?.document ?? '').tokenDirectories.map(({ directory }) => directory))).toEqual([['/found'], ['/found', '/new']]);
  });

  it('tells the edges in the same transaction, and other listeners after it', async () => {
    const told = vi.fn<() => void>();
    store.notices.subscribe('fleet', told);
    await addDirectory('/new');
    expect(await latestConfiguration(store.db, accountNumber)).toMatchObject({ version: 2, sequence: (await versions())[1]?.sequence });
    await vi.waitFor(() => expect(told).toHaveBeenCalledOnce());
  });

  it('makes no version and no entry where nothing changes', async () => {
    await addDirectory('/new');
    const before = await latestConfiguration(store.db, accountNumber);
    expect(await changeConfiguration(here(), viewer, {}, async () => 'nothing')).toEqual({ answer: 'nothing', version: 2 });
    expect([await versions(), await latestConfiguration(store.db, accountNumber)]).toMatchObject([{ length: 2 }, before]);
  });

  it('makes a version of what stands beside the document', async () => {
    await changeConfiguration(here(), viewer, {}, async ({ note }) => note('The token key of ADN was replaced.'));
    expect(await versions()).toMatchObject([{ number: 1 }, { number: 2, comment: 'The token key of ADN was replaced.' }]);
  });

  it('leaves nothing when it is refused', async () => {
    await addDirectory('/new');
    const loop = changeConfiguration(here(), viewer, {}, async ({ db }) => {
      const origin = await createOrigin(db, { ...newOrigin, httpHostnames: ['http://loop.example.com'] });
      await createEdgeCname(db, { ...newEdgeCname, name: 'loop.example.com', originId: typeof origin === 'object' ? origin.id : null });
    });
    expect(await refusal(loop)).toMatchObject({ status: 400, problems: [{ path: 'origins[HTTP_LARGE/images].http.hostnames[0]' }] });
    expect([(await versions()).length, (await snapshot(store.db, accountNumber)).origins]).toEqual([2, []]);
  });

  it('is not refused for what was wrong before it', async () => {
    await createOrigin(store.db, { ...newOrigin, httpHostnames: ['http://127.0.0.1'] });
    expect(await addDirectory('/new')).toMatchObject({ version: 2 });
  });

  it('is refused on another version than the one in force, with who made that one', async () => {
    await addDirectory('/first', 1);
    const late = await refusal(addDirectory('/second', 1));
    expect(late).toMatchObject({ status: 409, details: { SavedBy: viewer.login, SavedAt: expect.any(String), Version: 2 } });
    expect(late.message).toContain(`${viewer.login} has changed the configuration since: version 2 is in force, not 1.`);
    expect((await versions()).length).toBe(2);
  });

  it('is never lost among others that are made at the same time', async () => {
    const directories = Array.from({ length: 20 }, (_, index) => `/${String(index).padStart(2, '0')}`);
    await Promise.all(directories.map((directory) => addDirectory(directory)));
    expect((await listTokenDirectories(store.db, accountNumber)).map(({ directory }) => directory).toSorted()).toEqual(directories);
    expect((await versions()).map(({ basedOn }) => basedOn)).toEqual([null, ...directories.map((_, index) => index + 1)]);
  });

  it('of one version is won by one of several', async () => {
    await addDirectory('/first');
    const outcomes = await Promise.allSettled(['/a', '/b', '/c'].map((directory) => addDirectory(directory, 2)));
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected', 'rejected']);
  });
});

describe('a version', () => {
  const activate = (number: number, expectedVersion: number) => activateVersion(here(), viewer, number, { expectedVersion, comment: null });

  it('that is rolled back to is exactly what the configuration says then', async () => {
    await fc.assert(
      fc.asyncProperty(twoDocuments, async ([one, other]) => {
        const { version: first } = await apply(one);
        const { version: second } = await apply(other);
        const restored = await activate(first, second);
        expect(await snapshot(store.db, accountNumber)).toEqual(one);
        const same = first === second;
        expect((await findConfigVersion(store.db, accountNumber, restored))?.restores).toBe(same ? null : first);
      }),
      { numRuns: 20 },
    );
  });

  it('that is a draft changes nothing until it is put in force under its own number', async () => {
    await addDirectory('/kept');
    const document = await snapshot(store.db, accountNumber);
    const draft = await createDraft(store.db, viewer, { ...document, tokenDirectories: [] }, 'Without directories');
    expect([draft, await snapshot(store.db, accountNumber)]).toEqual([3, document]);
    await addDirectory('/between');
    expect(await refusal(activate(draft, 2))).toMatchObject({ status: 409, details: { Version: 4 } });
    expect(await activate(draft, 4)).toBe(3);
    expect((await snapshot(store.db, accountNumber)).tokenDirectories).toEqual([]);
    expect((await versions()).at(2)).toMatchObject({ number: 3, state: 'activated', basedOn: 4, comment: 'Without directories' });
    expect(await addDirectory('/after')).toMatchObject({ version: 5 });
  });

  it('that is discarded is never put in force', async () => {
    await addDirectory('/kept');
    const draft = await createDraft(store.db, viewer, await snapshot(store.db, accountNumber), null);
    await deleteDraft(store.db, accountNumber, draft);
    expect(await refusal(activate(draft, 2))).toMatchObject({ status: 400 });
    expect(await refusal(deleteDraft(store.db, accountNumber, draft))).toMatchObject({ status: 404 });
    expect(await refusal(deleteDraft(store.db, accountNumber, 2))).toMatchObject({ status: 404 });
    expect(await refusal(activate(99, 2))).toMatchObject({ status: 404 });
  });

  it('keeps the login of an author who is gone', async () => {
    const { user } = await addUser(store.db, { accountNumber, login: 'gone@example.com' });
    await changeConfiguration(here(), { ...viewer, userId: user.id, login: user.login }, {}, ({ db }) => createTokenDirectory(db, { accountNumber, mediaTypeId: 3, directory: '/x' }));
    await store.db.deleteFrom('users').where('id', '=', user.id).execute();
    expect((await versions())[1]).toMatchObject({ authorUserId: null, authorLogin: 'gone@example.com' });
  });
});

describe('a plan', () => {
  it('tells what a document would change and what edges would get, and leaves everything as it is', async () => {
    await addDirectory('/kept');
    const document = await snapshot(store.db, accountNumber);
    const vault = createVault(Buffer.alloc(32, 1));
    const cname = { name: 'new.example.com', platform: 'HTTP_LARGE', origin: null, path: '', customReports: false, cacheRules: [] } as const;
    const plan = await planDocument(here(), vault, accountNumber, { ...document, edgeCnames: [{ ...cname, cacheRules: [] }] });
    expect(plan).toMatchObject({
      version: 2,
      changes: [{ path: 'edgeCnames[new.example.com]', before: null }],
      problems: [],
      sites: [{ hostnames: ['new.example.com'], protectedPaths: [] }],
    });
    expect([await snapshot(store.db, accountNumber), (await versions()).length]).toEqual([document, 2]);
  });
});
