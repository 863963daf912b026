import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { noticesSuite } from './notices.suite.ts';
import { openStore } from './sqlite.ts';

describe('on SQLite', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'edgegraph-notices-'))));
  afterAll(() => rm(folder, { recursive: true }));

  let count = 0;
  noticesSuite(() => openStore(join(folder, `${(count += 1)}.sqlite`)));
});
