import type { Exchange } from './exchange.ts';
import { combined, type Fields } from './fields.ts';

/** What undici's cache decides on stays with the client's own words on the way to the origin. */
const ofTheClient = ['cache-control', 'pragma'] as const;

/**
 * The fields of a request as they go to the origin at `host`: who forwarded it, for whom, and the validators that the
 * cache added.
 * @see RFC 9110, section 7.6.3; RFC 8586 for CDN-Loop
 */
export function toOrigin(fields: Fields, { fields: asked, client }: Exchange, host: string, name: string): Fields {
  const { host: askedHost, expect: _, ...sent } = fields;
  for (const field of ofTheClient) {
    const value = asked[field];
    if (value === undefined) delete sent[field];
    else sent[field] = value;
  }
  return {
    ...sent,
    host,
    via: appended(sent.via, `${client?.httpVersion ?? '1.1'} edgegraph`),
    'cdn-loop': appended(sent['cdn-loop'], name),
    ...(client && {
      'x-forwarded-for': appended(sent['x-forwarded-for'], client.address),
      'x-forwarded-proto': client.secure ? 'https' : 'http',
    }),
    ...(askedHost !== undefined && { 'x-forwarded-host': askedHost }),
  };
}

/** A list field with one more member at its end. */
export const appended = (list: string | string[] | undefined, member: string): string =>
  list === undefined || list.length === 0 ? member : `${combined(list)}, ${member}`;
