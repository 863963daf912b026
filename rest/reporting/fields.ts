/** What the groups of `reporting` routes share. */
import { z } from 'zod';
import { bigInteger, date, integer } from '../codec.ts';

/** Where a customer's reports begin. */
export const customer = '/v2/reporting/customers/{AN}';

/** Both ends are inclusive of the chunk that they fall in. */
export const range = { begindate: date, enddate: date };

/** A sum that may exceed 2^53. */
export const count = bigInteger.meta({ type: 'integer' });

/** Content analytics and complete downloads know no HTTP Small. */
export const contentMediaTypeId = integer.pipe(z.literal([3, 14], { error: 'must be 3 (HTTP Large) or 14 (ADN); other platforms have no report of content.' }));

/** The words by which live figures of edge CNAMEs name platforms, and their media type ids. */
export const liveWords = { cache: 3, wac: 8, adn: 14 } as const;

export const liveWord = z.enum(['cache', 'wac', 'adn'], { error: 'must be cache (HTTP Large), wac (HTTP Small) or adn.' });
