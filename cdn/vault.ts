import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecretFile } from './secret-file.ts';

/** Keeps secrets readable to this installation alone, wherever the database and its backups lie. */
export interface Vault {
  /** `place` names where the sealed text is stored; it opens there alone. */
  seal(secret: string, place: string): string;
  /** Throws if it was sealed elsewhere, for another place, or changed. */
  open(sealed: string, place: string): string;
  /** A key of 32 bytes for this purpose alone, the same after each start and in each process that has the secret (HKDF, RFC 5869). */
  keyFor(purpose: string): Buffer;
}

const secretBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** Seals by AES-256-GCM with a random nonce each time. */
export const createVault = (secret: Buffer): Vault => ({
  seal(text, place) {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', secret, nonce).setAAD(Buffer.from(place));
    return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  },
  open(sealed, place) {
    const bytes = Buffer.from(sealed, 'base64url');
    try {
      const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
      decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(nonceBytes, -tagBytes)), decipher.final()]).toString('utf8');
    } catch (cause) {
      throw new Error(`${place} was sealed with another secret or changed; restore the secret that belongs to the database, or set it anew.`, { cause });
    }
  },
  keyFor: (purpose) => Buffer.from(hkdfSync('sha256', secret, '', purpose, secretBytes)),
});

/** The vault of the secret in a file; a new one, for this user alone, where there is none. Whoever copies the database without it can't read the keys. */
export async function openVault(path: string): Promise<Vault> {
  await createSecretFile(path, randomBytes(secretBytes));
  const secret = await readFile(path);
  if (secret.length !== secretBytes) throw new Error(`${path} is damaged: it must have ${secretBytes} bytes. Restore it from a backup.`);
  return createVault(secret);
}
