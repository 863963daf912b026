import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createApplication } from '@edgegraph/app/application.ts';
import { readConfiguration } from '@edgegraph/app/configuration.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../process/process.ts';
import { fencedBlocks, readPage } from './markdown.ts';

const run = promisify(execFile);
const hasCurl = await run('curl', ['--version']).then(() => true, () => false);

const blocks = fencedBlocks(readPage('docs/ingestion.md'));
const examples = blocks.flatMap(({ language, text }, index) => (language === 'sh' ? [{ command: text, answer: blocks[index + 1] }] : []));
const adminToken = 'the-administrator-s-token';

describe.skipIf(!hasCurl)('docs/ingestion.md', () => {
  let directory: string;
  let application: Awaited<ReturnType<typeof createApplication>>;
  let url: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'edgegraph-ingestion-'));
    application = await createApplication(readConfiguration({ DATA_DIR: join(directory, 'product'), ADMIN_TOKEN: adminToken, LOG_LEVEL: 'silent' }));
    url = await application.http.listen({ host: '127.0.0.1', port: 0 });
    await symlink('product', join(directory, 'data'));
  });
  afterAll(async () => {
    await application?.http.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('shows what its commands answer, one after the other, and reports count what they sent', async () => {
    expect(examples.length).toBeGreaterThan(2);
    for (const { command, answer } of examples) {
      const { stdout } = await run('sh', ['-euc', command.replaceAll('http://127.0.0.1:4000', url)], { cwd: directory });
      expect(answer?.language).toBe('json');
      expect(JSON.parse(stdout)).toEqual(JSON.parse(answer?.text ?? ''));
    }
    const { data } = await ask(
      url,
      adminToken,
      '{ customer { traffic(range: { from: "2026-05-17T00:00:00Z", to: "2026-05-18T00:00:00Z" }) { total { requests bytes hits } } } }',
    );
    expect(data.customer.traffic.total).toEqual({ requests: '3', bytes: String(4877 + 4877), hits: '1' });
  });
});
