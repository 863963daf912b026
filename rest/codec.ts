/** What the contract accepts loosely and emits exactly. */
import { z } from 'zod';

/** A whole number, also as a text of digits. Not null, '' or [], which `z.coerce` would take for 0. */
export const integer = z.union([z.int(), z.string().regex(/^-?\d{1,15}$/).transform(Number)], { error: 'must be a whole number.' });

/** An id: a whole number from 1. */
export const id = integer.refine((value) => value > 0, 'must be a positive whole number.');

/** How many items a page of a list may have. */
const largestPage = 1000;

/** How many items a page of a list is to have; 100 if left out. */
export const pageLimit = integer.refine((count) => count >= 1 && count <= largestPage, `must be 1 to ${largestPage}.`).default(100);

/** 0 or 1, also as text or boolean. */
export const flag = z
  .union([integer, z.boolean()], { error: 'must be 0 or 1.' })
  .transform(Number)
  .refine((value) => value === 0 || value === 1, 'must be 0 or 1.');

/** One line of text of at most `longest` characters; spaces around it are dropped. */
export const line = (longest: number) =>
  z.string({ error: 'is missing.' }).trim().max(longest, `must have at most ${longest} characters.`).regex(/^\P{Cc}*$/u, 'must be one line of text.');

/** An integer of any size; bigint once read. */
export const bigInteger = z.union([z.bigint(), z.int()]).transform(BigInt);

/** Members separated by commas; empty ones are left out. A list is taken too. */
export const commaSeparated = z
  .union([z.string(), z.array(z.union([z.string(), z.number()]))])
  .transform((value) => (typeof value === 'string' ? value.split(',') : value.map(String)).map((each) => each.trim()).filter((each) => each !== ''));

/** The HTTP platforms by their media type ids: 3 HTTP Large, 8 HTTP Small, 14 ADN. */
export const mediaTypeIds = [3, 8, 14] as const;

export type MediaTypeId = (typeof mediaTypeIds)[number];

/** A platform's media type id. */
export const mediaTypeId = integer.pipe(z.literal(mediaTypeIds, { error: 'must be 3 (HTTP Large), 8 (HTTP Small) or 14 (ADN).' }));

/** The ids of the reports that count a platform's HTTPS traffic alone, and the platform of each. */
export const sslOnly = { 7: 3, 9: 8, 15: 14 } as const;

/** A media type id of reports: a platform's, or the one of its HTTPS traffic alone. */
export const reportMediaTypeId = integer.pipe(
  z.literal([3, 7, 8, 9, 14, 15], { error: 'must be 3, 8 or 14, or 7, 9 or 15 for their HTTPS traffic alone.' }),
);

/** A platform's word in paths and its media type id. */
export const platformWords = { httplarge: 3, httpsmall: 8, adn: 14 } as const;

export type PlatformWord = keyof typeof platformWords;

/** A platform's word in paths. */
export const platformWord = z.enum(['httplarge', 'httpsmall', 'adn'], { error: 'must be httplarge, httpsmall or adn.' });

/** The platform's word for its media type id. */
export function wordOf(mediaType: MediaTypeId): PlatformWord {
  if (mediaType === 3) return 'httplarge';
  return mediaType === 8 ? 'httpsmall' : 'adn';
}

/** `YYYY-MM-DD` or `YYYY-MM-DDThh:mm:ss`, UTC; milliseconds since 1970 once read. */
export const date = z
  .string({ error: 'must be a date, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss (UTC).' })
  .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d)?$/, 'must be a date, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss (UTC).')
  .transform((text, context) => {
    const time = Date.parse(text.length === 10 ? `${text}T00:00:00Z` : `${text}Z`);
    // Date.parse takes the 31st of a short month for a day of the next one.
    if (!Number.isNaN(time) && new Date(time).toISOString().startsWith(text.slice(0, 10))) return time;
    context.addIssue({ code: 'custom', message: 'is not a day or time that exists.' });
    return z.NEVER;
  });

/** The contract's text for a moment in milliseconds since 1970: `YYYY-MM-DDThh:mm:ss`, UTC; parts of a second are dropped. */
export const dateText = (time: number): string => new Date(time).toISOString().slice(0, 19);

/** Ids separated by commas, or a list of them. */
export const idList = commaSeparated.pipe(
  z.array(z.string().regex(/^[1-9]\d{0,14}$/, 'must be positive whole numbers.').transform(Number)).max(1000, 'at most 1,000 at once.'),
);

/** What a cache did with a request, in the order in which reports list it. */
export const cacheStatuses = [
  'TCP_HIT',
  'TCP_EXPIRED_HIT',
  'TCP_MISS',
  'TCP_EXPIRED_MISS',
  'TCP_CLIENT_REFRESH_MISS',
  'NONE',
  'CONFIG_NOCACHE',
  'UNCACHEABLE',
] as const;

export type CacheStatus = (typeof cacheStatuses)[number];

/** A cache status; one that the contract does not know counts as NONE. */
export const cacheStatus = z.enum(cacheStatuses).catch('NONE');
