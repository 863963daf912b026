import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isEdgeSecret, openEdgeSecret } from './edge-secret.ts';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'edgegraph-secret-'));
  path = join(directory, 'edge.secret');
});
afterEach(() => rm(directory, { recursive: true }));

describe('the secret of the edges', () => {
  it('is made up once, for this user alone', async () => {
    const secret = await openEdgeSecret(path);
    expect(isEdgeSecret(secret)).toBe(true);
    expect(await openEdgeSecret(path)).toBe(secret);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('may be written by an operator', async () => {
    await writeFile(path, 'a-secret-of-an-operator\n');
    await chmod(path, 0o600);
    expect(await openEdgeSecret(path)).toBe('a-secret-of-an-operator');
  });

  it('that is too short is refused with the remedy', async () => {
    await writeFile(path, 'short');
    await expect(openEdgeSecret(path)).rejects.toThrow(/edge\.secret is damaged.*at least 16 characters.*Remove it/);
  });
});
