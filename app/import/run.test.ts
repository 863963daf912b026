import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openChdbStore } from '@edgegraph/cdn/analytics/chdb.ts';
import { customerData } from '@edgegraph/cdn/analytics/customer-data.ts';
import { createIngestServer } from '@edgegraph/cdn/analytics/ingest-server.ts';
import { targetResolver } from '@edgegraph/cdn/analytics/ingest-target.ts';
import { sampleLogPath } from '@edgegraph/cdn/analytics/sample/sample.ts';
import { customerDirectory } from '@edgegraph/cdn/customer-directory.ts';
import { dataPaths } from '@edgegraph/cdn/data-directory.ts';
import { createCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import { createEdgeCname } from '@edgegraph/cdn/database/queries/edge-cnames.ts';
import { openDatabase } from '@edgegraph/cdn/database/sqlite.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const directory = await mkdtemp(join(tmpdir(), 'import-'));
const paths = dataPaths(directory);
afterAll(() => rm(directory, { recursive: true, force: true }));

beforeAll(async () => {
  const db = await openDatabase(paths.database);
  await createCustomer(db, { accountNumber: '0001', name: 'Example', status: 'active', modules: [] });
  const configuration = { name: 'www.example.com', dirPath: '', originId: null, enableCustomReports: false };
  await createEdgeCname(db, { accountNumber: '0001', mediaTypeId: 3, ...configuration });
  await db.destroy();
});

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command as a user does, in a process of its own. */
const runCommand = (args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> =>
  new Promise((resolve) => {
    const script = fileURLToPath(new URL('../import.ts', import.meta.url));
    const env = { PATH: process.env.PATH, DATA_DIR: directory, ...environment };
    const child = execFile(process.execPath, [script, ...args], { env }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });

const customer = ['--customer', '0001', '--platform', 'HTTP_LARGE'];

describe('the import command', () => {
  it(
    'stores a log while no server runs, and through the server while one does, each line once',
    { timeout: 60_000 },
    async () => {
      const all = '8,000 requests: 8,000 imported, 0 known from before, 0 unreadable\n';
      const none = '8,000 requests: 0 imported, 8,000 known from before, 0 unreadable\n';
      expect(await runCommand([sampleLogPath, ...customer])).toEqual({ code: 0, stdout: `${sampleLogPath}: ${all}`, stderr: '' });

      const db = await openDatabase(paths.database);
      const store = await openChdbStore(paths.analytics);
      const server = createIngestServer({ sink: store, resolveTarget: targetResolver(customerDirectory(db)), customerData: customerData(db, store), report: () => {} });
      await server.listen(paths.ingestSocket);
      expect(await runCommand([sampleLogPath, ...customer])).toEqual({
        code: 0,
        stdout: `${sampleLogPath}: ${none}`,
        stderr: '',
      });
      const ofCname = [sampleLogPath, ...customer, '--cname', 'WWW.example.com'];
      expect(await runCommand(ofCname)).toEqual({ code: 0, stdout: `${sampleLogPath}: ${all}`, stderr: '' });
      expect(await runCommand([sampleLogPath, '--customer', '0002', '--platform', 'ADN'])).toMatchObject({
        code: 1,
        stderr: 'There is no customer 0002; give an account number such as 0001.\n',
      });
      const traffic = await store.traffic({ accountNumber: '0001', from: 0, to: Date.UTC(2100, 0) });
      expect(traffic).toMatchObject([{ total: { requests: 16_000n, bytes: 2n * 2_244_176_947n } }]);
      await server.close();
      await store.close();
      await db.destroy();

      expect(await runCommand(ofCname)).toEqual({ code: 0, stdout: `${sampleLogPath}: ${none}`, stderr: '' });
    },
  );

  it('finds files where npm was called, and shows the lines that it could not read', async () => {
    await writeFile(join(directory, 'bad.log'), 'nonsense\n'.repeat(7));
    expect(await runCommand(['bad.log', ...customer, '--format', 'raw'], { INIT_CWD: directory })).toEqual({
      code: 0,
      stdout: [
        'bad.log: 7 requests: 0 imported, 0 known from before, 7 unreadable',
        ...[1, 2, 3, 4, 5].map((line) => `  line ${line} has 1 fields instead of at least 16`),
        '  and 2 more\n',
      ].join('\n'),
      stderr: '',
    });
  });

  it.each([
    [['a.log', '--platform', 'ADN'], 2, "--customer is missing; give the customer's account number, such as 0001. See --help.\n"],
    [
      [sampleLogPath, ...customer, '--cname', 'no.example.com'],
      1,
      'Customer 0001 has no edge CNAME no.example.com; create it first, or leave the CNAME out.\n',
    ],
    [['/no/such.log', ...customer], 1, "/no/such.log can't be opened: there is no such file.\n"],
  ])('says what is wrong with %j', async (args, code, stderr) => {
    expect(await runCommand(args)).toEqual({ code, stdout: '', stderr });
  });

  it('asks for a first start in a directory without customers', async () => {
    const empty = join(directory, 'empty');
    expect(await runCommand([sampleLogPath, ...customer], { DATA_DIR: empty })).toEqual({
      code: 1,
      stdout: '',
      stderr: `${empty} has no customers yet. Start Edgegraph once, or set DATA_DIR to its data directory.\n`,
    });
  });
});
