/** What is told and said of tokens; never the tokens themselves. */
import { z } from 'zod';
import { line } from './codec.ts';

/** A moment, ISO 8601, UTC unless it names its offset; milliseconds since 1970 once read. */
const moment = z.iso
  .datetime({ local: true, offset: true, error: 'must be a date and time of ISO 8601, such as 2030-01-31T09:00:00Z.' })
  .transform((text) => Date.parse(/(Z|[+-]\d\d:\d\d)$/.test(text) ? text : `${text}Z`));

const addressRange = z.union([z.cidrv4(), z.cidrv6(), z.ipv4(), z.ipv6()], {
  error: 'must be an IP address or a range of them, such as 192.0.2.0/24 or 2001:db8::/32.',
});

/** A token's settings, each as it was when left out: no name, no end, any address. */
export const tokenSettings = z.object({
  AllowedCidrs: z.array(addressRange).max(100, 'at most 100 ranges.').nullish(),
  ExpiresAt: moment.nullish(),
  Name: line(100).nullish(),
});

export type TokenSettings = z.output<typeof tokenSettings>;

export const tokenInfo = z.object({
  AllowedCidrs: z.array(z.string()).describe('The IP addresses and ranges that it may be used from; empty: any.'),
  CreatedAt: z.string(),
  ExpiresAt: z.string().nullable(),
  Id: z.number(),
  Kind: z.enum(['primary', 'backup']),
  LastUsedAt: z.string().nullable().describe('To the minute; null: not yet.'),
  Name: z.string().nullable(),
});

export type TokenInfo = z.output<typeof tokenInfo>;
