/** The graph's words, which documents use, for what tables have as numbers and codes. */
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { LoadBalancing, QueryStringCaching } from '../database/tables.ts';

/** Both ways between words and codes. */
interface Words<Word extends string, Code extends string | number> {
  readonly all: readonly Word[];
  codeOf(word: Word): Code;
  /** Throws for a code that has no word. */
  wordOf(code: string | number): Word;
}

function words<const Codes extends Readonly<Record<string, string | number>>>(codes: Codes): Words<keyof Codes & string, Codes[keyof Codes]> {
  const entries = Object.entries(codes);
  return {
    // The keys are the table's own.
    all: Object.keys(codes) as (keyof Codes & string)[],
    codeOf: (word) => codes[word],
    wordOf: (code) => {
      const found = entries.find(([, each]) => each === code);
      if (!found) throw new Error(`The configuration store has ${code}, for which there is no word.`);
      return found[0];
    },
  };
}

/** In the order of REST's ids. */
export const platforms = words({ HTTP_LARGE: 3, HTTP_SMALL: 8, ADN: 14 } as const satisfies Record<string, MediaTypeId>);

export type Platform = (typeof platforms.all)[number];

export const loadBalancings = words({ PRIMARY_FAILOVER: 'PF', ROUND_ROBIN: 'RR' } as const satisfies Record<string, LoadBalancing>);

export const networkConfigurations = words({ DEFAULT: 1, IPV6_PREFERRED: 2, IPV4_PREFERRED: 3, IPV4_ONLY: 4, IPV6_ONLY: 5 } as const);

export const queryStringCachings = words({
  STANDARD_CACHE: 'standard-cache',
  NO_CACHE: 'no-cache',
  UNIQUE_CACHE: 'unique-cache',
} as const satisfies Record<string, QueryStringCaching>);

export const logBaseFormats = words({ W3C: 1, COMBINED: 2 } as const);

export const logTimeFormats = words({ UNIX: 0, TEXT: 1 } as const);
