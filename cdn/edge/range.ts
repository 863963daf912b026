import type { Fields } from './fields.ts';

/** Bytes from `first` to `last`, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part that a request asks for: `whole` without Range, with several or malformed ones, or if If-Range names another state;
 * `unsatisfiable` if it begins after the end.
 * @see RFC 9110, sections 13.1.5 and 14.2
 */
export function requestedRange(request: Fields, response: Fields, length: number): ByteRange | 'whole' | 'unsatisfiable' {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/i.exec(String(request.range ?? '').trim()) ?? [];
  if ((from === '' && to === '') || !sameState(request['if-range'], response)) return 'whole';
  const first = from === '' ? Math.max(0, length - Number(to)) : Number(from);
  const last = from === '' || to === '' ? length - 1 : Math.min(Number(to), length - 1);
  if (from !== '' && to !== '' && Number(to) < first) return 'whole';
  return first >= length || (from === '' && Number(to) === 0) ? 'unsatisfiable' : { first, last };
}

/** If-Range compares strongly: a weak entity tag never matches. */
function sameState(ifRange: string | string[] | undefined, response: Fields): boolean {
  if (ifRange === undefined) return true;
  const validator = String(ifRange);
  return validator.includes('"')
    ? !validator.startsWith('W/') && validator === response.etag
    : validator === response['last-modified'];
}

/** The part of a chunk, which begins at `position` of the body, that lies in the range. */
export const within = (chunk: Buffer, position: number, { first, last }: ByteRange): Buffer =>
  chunk.subarray(Math.max(0, first - position), Math.max(0, last + 1 - position));
