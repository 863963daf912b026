import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecretFile } from '../secret-file.ts';

/** The secret of the fleet's edges, in a file; one is made up where there is none. */
export async function openEdgeSecret(path: string): Promise<string> {
  await createSecretFile(path, randomBytes(24).toString('base64url'));
  const secret = (await readFile(path, 'utf8')).trim();
  if (isEdgeSecret(secret)) return secret;
  throw new Error(`${path} is damaged: it must have at least 16 characters of ASCII and no spaces. Remove it to have another made up, and give that to every edge.`);
}

/** Long enough not to be guessed, and fit for a header. */
export const isEdgeSecret = (text: string): boolean => /^[!-~]{16,}$/.test(text);
