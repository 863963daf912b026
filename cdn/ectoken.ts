import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * A token, version 3, as the public `ectoken` libraries make and read it: AES-256-GCM with the SHA-256 of the key; nonce (12 bytes), ciphertext and
 * tag (16 bytes) as base64url without padding.
 */
export function encryptToken(key: string, parameters: string, nonce: Buffer = randomBytes(12)): string {
  const cipher = createCipheriv('aes-256-gcm', createHash('sha256').update(key).digest(), nonce);
  return Buffer.concat([nonce, cipher.update(parameters, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}
