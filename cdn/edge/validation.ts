import fresh from 'fresh';
import type { Fields } from './fields.ts';
import { asReceived } from './received.ts';
import type { StoredResponse } from './stored-response.ts';

/** Depend on the stored body, which a 304 doesn't change (RFC 9111, section 3.2). */
const ofTheBody = new Set(['content-encoding', 'content-length', 'content-range']);

/** The stored response's fields, updated by those of the 304 that validated it. See RFC 9111, section 4.3.4. */
export function freshened(stored: Pick<StoredResponse, 'fields'>, notModified: Fields): Fields {
  const { age: _, date: __, ...fields } = asReceived(stored.fields);
  for (const [name, value] of Object.entries(notModified)) if (!ofTheBody.has(name)) fields[name] = value;
  return fields;
}

/** Whether a 304 is about the stored response: it names no other entity tag. */
export function validates(notModified: Fields, { etag }: Pick<StoredResponse, 'etag'>): boolean {
  const named = notModified.etag;
  return named === undefined || etag === undefined || opaque(String(named)) === opaque(etag);
}

/**
 * Whether the client holds this response already. A response without Last-Modified is as old as its Date. See RFC 9111,
 * section 4.3.2.
 */
export function clientHolds(request: Fields, response: Fields): boolean {
  const { 'if-none-match': noneMatch, 'if-modified-since': modifiedSince } = request;
  if (noneMatch === undefined && modifiedSince === undefined) return false;
  return fresh(
    { 'if-none-match': noneMatch, 'if-modified-since': modifiedSince },
    { etag: response.etag, 'last-modified': response['last-modified'] ?? response.date },
  );
}

/** What a 304 repeats of the 200's fields. See RFC 9110, section 15.4.5. */
export function ofNotModified(fields: Fields): Fields {
  const {
    'content-encoding': _,
    'content-language': __,
    'content-length': ___,
    'content-range': ____,
    'content-type': _____,
    ...rest
  } = fields;
  return rest;
}

const opaque = (etag: string): string => etag.replace(/^W\//, '');
