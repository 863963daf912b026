import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Denial } from '@edgegraph/permissions/denial.ts';
import { describe, expect, it } from 'vitest';
import { type ExportFile, createExports, exportsPath } from './exports.ts';
import { linkSigner } from './link.ts';

const holder: Viewer = {
  userId: 1,
  login: 'ada@example.com',
  accountNumber: '0001',
  methods: new Set(['GET', 'POST']),
  modules: new Set(['REPORTS', 'CORE_REPORTS', 'RAW_LOGS']),
  token: { id: 7, name: null, expiresAt: null },
};

const log = { Bytes: 1, CacheStatus: 'NONE', ClientIp: '192.0.2.1', CNameId: 0, Id: 'x', MediaTypeId: 3, Method: 'GET', OriginBytes: 0, OriginId: 0, Path: '/', Pop: '', Protocol: '', Query: '', Referrer: '', RegionId: -1, Ssl: false, Status: 200, Time: '2015-05-17T00:00:00.000Z', TimeTakenMs: null, TimeToFirstByteMs: null, UserAgent: '' };

/** Exports over a service that has endless raw logs, a token that can be changed, and a clock that can be set. */
function site() {
  const state = { now: 1_000_000, viewer: holder as Viewer | null, asked: 0, denials: [] as Denial[], recorded: [] as string[] };
  const exports = createExports({
    run: async () => ({ RawLogs: [log], Next: String((state.asked += 1)), SearchedFrom: '' }),
    signer: linkSigner(Buffer.alloc(32, 1)),
    findViewer: async (id) => (id === 7 ? state.viewer : null),
    record: async (kind) => void state.recorded.push(kind),
    onDenied: (denial) => void state.denials.push(denial),
    clock: () => state.now,
  });
  const create = () => exports.create({ report: 'rawlogs', input: { begindate: '2015-05-17', enddate: '2015-05-18' }, format: 'CSV', expiresInSeconds: 60 }, holder);
  const open = async (): Promise<ExportFile> => exports.open((await create()).url.slice(exportsPath.length), '127.0.0.1');
  return { state, exports, create, open };
}

describe('a link', () => {
  it('is good until the moment at which it ends, and not at it', async () => {
    const { state, exports, create } = site();
    const { url, expiresAt } = await create();
    expect(expiresAt).toBe(1_060_000);
    const signed = url.slice(exportsPath.length);
    state.now = 1_059_999;
    expect((await exports.open(signed, undefined)).name).toBe('raw-logs-2015-05-17-2015-05-18.csv');
    state.now = 1_060_000;
    await expect(exports.open(signed, undefined)).rejects.toMatchObject({ status: 410, message: 'This link has expired; make a new one with createExport.' });
  });

  it("is good for nothing once its token is another customer's", async () => {
    const { state, open } = site();
    state.viewer = { ...holder, accountNumber: '0002' };
    await expect(open()).rejects.toMatchObject({ status: 403 });
  });
});

describe('an export on its way', () => {
  it('asks for a page when the one before has been taken, and no sooner', async () => {
    const { state, open } = site();
    const { pages } = await open();
    state.asked = 0;
    const reader = pages[Symbol.asyncIterator]();
    for (let page = 1; page <= 3; page += 1) {
      await reader.next();
      expect(state.asked).toBe(page);
    }
  });

  it('fails with the next page once its token is revoked', async () => {
    const { state, open } = site();
    const reader = (await open()).pages[Symbol.asyncIterator]();
    expect((await reader.next()).done).toBe(false);
    state.viewer = null;
    await expect(reader.next()).rejects.toMatchObject({ status: 403, message: expect.stringContaining('was revoked') });
  });

  it('fails with the next page once the module is taken away, and the denial is recorded', async () => {
    const { state, open } = site();
    const reader = (await open()).pages[Symbol.asyncIterator]();
    await reader.next();
    state.viewer = { ...holder, modules: new Set(['REPORTS', 'CORE_REPORTS']) };
    await expect(reader.next()).rejects.toMatchObject({ status: 403, message: expect.stringContaining('lacks GET on RAW_LOGS') });
    expect(state.denials).toMatchObject([{ where: 'GET /exports/… (rawlogs)', reason: 'needs GET on RAW_LOGS' }]);
  });
});
