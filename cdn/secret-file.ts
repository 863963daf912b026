import { randomBytes } from 'node:crypto';
import { link, open, rm } from 'node:fs/promises';

/** Puts a secret into a file for this user alone, unless there is one. It appears whole or not at all. */
export async function createSecretFile(path: string, secret: string | Buffer): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(secret);
    await file.sync();
    await link(draft, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await file.close();
    await rm(draft);
  }
}
