import { hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A new token: 128 random bits as GUID text, 8-4-4-4-12 lower-case hexadecimal digits. */
export const generateToken = (): string =>
  randomBytes(16).toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** SHA-256 of a token in hexadecimal, the same for upper and lower case: all of a token that is stored. */
export const hashToken = (token: string): string => hash('sha256', token.toLowerCase());

/** Whether two hashes are equal, in a time that does not tell where they differ. */
export function sameHash(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
