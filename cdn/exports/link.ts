import { createHmac, timingSafeEqual } from 'node:crypto';
import { exportFormats } from '@edgegraph/rest/reporting/exports.ts';
import { z } from 'zod';
import { reportNames } from './reports.ts';

const exportLink = z.object({
  report: z.enum(reportNames),
  input: z.record(z.string(), z.unknown()),
  format: z.enum(exportFormats),
  accountNumber: z.string(),
  /** Of the token that made the link; never the token. */
  tokenId: z.int(),
  /** Milliseconds since 1970. */
  expiresAt: z.int(),
});

/** What a link is good for. */
export type ExportLink = Readonly<z.output<typeof exportLink>>;

/** Writes links that nobody else can write. */
export interface LinkSigner {
  /** The signed text, of characters that a path can have. */
  sign(link: ExportLink): string;
  /** The link as it was signed; null for any other text. Whether it has expired is for the caller to judge. */
  read(signed: string): ExportLink | null;
}

/** Signs by HMAC-SHA256 (RFC 2104); signatures are compared in constant time. */
export function linkSigner(key: Buffer): LinkSigner {
  const signature = (payload: string): Buffer => createHmac('sha256', key).update(payload).digest();
  return {
    sign(link) {
      const payload = Buffer.from(JSON.stringify(link)).toString('base64url');
      return `${payload}.${signature(payload).toString('base64url')}`;
    },
    read(signed) {
      const [payload = '', given = '', ...more] = signed.split('.');
      const bytes = Buffer.from(given, 'base64url');
      const expected = signature(payload);
      // base64url has more than one text for some bytes; only the one that was signed is taken.
      const isOurs = more.length === 0 && bytes.length === expected.length && timingSafeEqual(bytes, expected) && given === expected.toString('base64url');
      if (!isOurs) return null;
      // Ours, but perhaps of another version, whose reports were others.
      return exportLink.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString())).data ?? null;
    },
  };
}
