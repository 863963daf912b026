import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { openChdbStore } from '@edgegraph/cdn/analytics/chdb.ts';
import { customerData } from '@edgegraph/cdn/analytics/customer-data.ts';
import { event, noon } from '@edgegraph/cdn/analytics/event.fixture.ts';
import { createIngestServer } from '@edgegraph/cdn/analytics/ingest-server.ts';
import { targetResolver } from '@edgegraph/cdn/analytics/ingest-target.ts';
import { customerDirectory } from '@edgegraph/cdn/customer-directory.ts';
import { dataPaths } from '@edgegraph/cdn/data-directory.ts';
import { createCustomer, retentionOf } from '@edgegraph/cdn/database/queries/customers.ts';
import { openDatabase } from '@edgegraph/cdn/database/sqlite.ts';
import { afterAll, describe, expect, it } from 'vitest';
import { runData } from './run.ts';

const dataDirectory = await mkdtemp(join(tmpdir(), 'data-'));
const paths = dataPaths(dataDirectory);
afterAll(() => rm(dataDirectory, { recursive: true, force: true }));

async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const output = new PassThrough();
  const code = await runData(args, { dataDirectory, output, errors: output });
  output.end();
  return { code, output: await text(output) };
}

const range = { accountNumber: '00AF', from: 0, to: 4e12 };

describe('the data command', () => {
  it('asks for a first start where there is no data', async () => {
    expect(await run('retention', '--customer', '00AF')).toMatchObject({ code: 1, output: expect.stringContaining('Start Edgegraph once') });
  });

  it('says how long to keep and deletes, while no server runs, and through the server while one does', async () => {
    const db = await openDatabase(paths.database);
    await createCustomer(db, { accountNumber: '00AF', name: 'Example', status: 'active', modules: [] });
    let store = await openChdbStore(paths.analytics);
    const day = 86_400_000;
    await store.append([noon - 2 * day, noon - day, noon].map((time, index) => event({ accountNumber: '00AF', sequence: index + 1, time })));
    await store.close();

    expect(await run('retention', '--customer', '00af')).toEqual({
      code: 0,
      output: 'Customer 00af: core reports reach back 548 days; requests and reports of files are kept 90 days.\n',
    });
    expect(await run('delete', '--customer', '00af', '--before', '2015-05-16', '--yes')).toEqual({
      code: 0,
      output: 'Customer 00AF: all requests before 2015-05-16 are deleted.\n',
    });

    store = await openChdbStore(paths.analytics);
    expect(await store.bytesTransferred(range)).toBe(2000n);
    const server = createIngestServer({
      sink: store,
      resolveTarget: targetResolver(customerDirectory(db)),
      customerData: customerData(db, store),
      report: () => {},
    });
    await server.listen(paths.ingestSocket);
    await run('retention', '--customer', '00AF', '--core', 'forever', '--content', 'P30D');
    expect(await retentionOf(db, '00AF')).toEqual({ coreDays: null, contentDays: 30 });
    expect(await run('delete', '--customer', '0002', '--yes')).toEqual({
      code: 1,
      output: 'There is no customer 0002; --customer takes an account number such as 0001.\n',
    });
    expect(await run('delete', '--customer', '00AF', '--yes')).toMatchObject({ code: 0 });
    expect(await store.bytesTransferred(range)).toBe(0n);
    await server.close();
    await store.close();
    await db.destroy();
  });

  it('refuses a wrong command line with code 2', async () => {
    expect(await run('delete', '--customer', '00AF')).toMatchObject({ code: 2, output: expect.stringContaining('--yes') });
  });
});
