import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

it('the example prints what the README of permissions shows', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [at('example.ts')]);
  const [, shown] = /```text\n(.*?)```/s.exec(readFileSync(at('../../permissions/README.md'), 'utf8')) ?? [];
  expect(stdout).toBe(shown);
});
