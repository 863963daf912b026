import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openVault } from './vault.ts';

describe('a vault', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgegraph-vault-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('opens what it sealed, at the same place, also after a restart', async () => {
    const path = join(folder, 'kept.key');
    const sealed = (await openVault(path)).seal('s3cret', '0001/3');
    expect(sealed).not.toContain('s3cret');
    const reopened = await openVault(path);
    expect(reopened.open(sealed, '0001/3')).toBe('s3cret');
    expect(() => reopened.open(sealed, '0002/3')).toThrow('was sealed with another secret or changed');
    expect(() => reopened.open(`A${sealed.slice(1)}B`, '0001/3')).toThrow('was sealed with another secret or changed');
  });

  it('is closed to another secret', async () => {
    const sealed = (await openVault(join(folder, 'one.key'))).seal('s3cret', 'here');
    const other = await openVault(join(folder, 'other.key'));
    expect(() => other.open(sealed, 'here')).toThrow('was sealed with another secret or changed');
  });

  it('has one secret however many open it at once, in a file for its owner alone', async () => {
    const path = join(folder, 'shared.key');
    const [first, ...others] = await Promise.all(Array.from({ length: 8 }, () => openVault(path)));
    const sealed = first?.seal('s3cret', 'here') ?? '';
    expect(others.map((vault) => vault.open(sealed, 'here'))).toEqual(Array(7).fill('s3cret'));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('is refused with its path when the file is damaged, which stays as it is', async () => {
    const path = join(folder, 'damaged.key');
    await writeFile(path, 'short');
    await expect(openVault(path)).rejects.toThrow(`${path} is damaged`);
    expect(await readFile(path, 'utf8')).toBe('short');
  });
});
