import { type Fields, members } from './fields.ts';

/** What a request asks of caches; numbers in seconds. See RFC 9111, section 5.2.1. */
export interface RequestDirectives {
  readonly noCache: boolean;
  readonly noStore: boolean;
  readonly onlyIfCached: boolean;
  readonly maxAge?: number;
  readonly minFresh?: number;
  /** Infinity: however stale. */
  readonly maxStale?: number;
}

const none: RequestDirectives = { noCache: false, noStore: false, onlyIfCached: false };

/** Reads Cache-Control and, without it, Pragma (section 5.4). */
export function requestDirectives(fields: Fields): RequestDirectives {
  const control = fields['cache-control'];
  if (control === undefined)
    return fields.pragma === undefined
      ? none
      : { ...none, noCache: members(fields.pragma).some((member) => /^no-cache$/i.test(member)) };
  const given = new Map(members(control).map(directive));
  return {
    noCache: given.has('no-cache'),
    noStore: given.has('no-store'),
    onlyIfCached: given.has('only-if-cached'),
    maxAge: seconds(given.get('max-age')),
    minFresh: seconds(given.get('min-fresh')),
    maxStale: given.get('max-stale') === '' ? Number.POSITIVE_INFINITY : seconds(given.get('max-stale')),
  };
}

function directive(member: string): [name: string, argument: string] {
  const [name = '', argument = ''] = member.split('=', 2);
  return [name.toLowerCase(), argument.replace(/^"(.*)"$/, '$1')];
}

const seconds = (argument: string | undefined): number | undefined =>
  argument !== undefined && /^\d+$/.test(argument) ? Number(argument) : undefined;
