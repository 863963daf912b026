import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';

const nonceBytes = 12;
const tagBytes = 16;

/**
 * A token, version 3, as the public `ectoken` libraries make and read it: AES-256-GCM with the SHA-256 of the key; nonce (12 bytes), ciphertext and
 * tag (16 bytes) as base64url without padding.
 */
export function encryptToken(key: string, parameters: string, nonce: Buffer = randomBytes(nonceBytes)): string {
  const cipher = createCipheriv('aes-256-gcm', tokenKey(key), nonce);
  return Buffer.concat([nonce, cipher.update(parameters, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** What `decryptToken` needs of a customer's key. */
export const tokenKey = (key: string): KeyObject => createSecretKey(createHash('sha256').update(key).digest());

/** The parameters of a token; null: it was not made with this key, or is none. */
export function decryptToken(key: KeyObject, token: string): string | null {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length < nonceBytes + tagBytes || bytes.toString('base64url') !== token.replace(/=+$/, '')) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAuthTag(bytes.subarray(-tagBytes));
  try {
    return decipher.update(bytes.subarray(nonceBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}
