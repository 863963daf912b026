import type { Exchange } from './exchange.ts';
import type { Fields } from './fields.ts';
import { type ByteRange, requestedRange } from './range.ts';
import { clientHolds, ofNotModified } from './validation.ts';

/** An answer in the form that the client's conditions ask for. */
export interface Presented {
  readonly status: number;
  readonly fields: Fields;
  /** What of the response's body belongs to it. */
  readonly part: ByteRange | 'whole' | 'none';
}

/** Evaluates the conditions of a GET or HEAD against the whole response, in the order of RFC 9110, section 13.2.2. */
export function presented({ method, fields: request, passes }: Exchange, status: number, fields: Fields): Presented {
  const whole: Presented = { status, fields, part: method === 'HEAD' ? 'none' : 'whole' };
  if (passes || status !== 200) return whole;
  if (clientHolds(request, fields)) return { status: 304, fields: ofNotModified(fields), part: 'none' };
  if (method !== 'GET' || request.range === undefined || fields['content-length'] === undefined) return whole;
  const length = Number(fields['content-length']);
  const range = requestedRange(request, fields, length);
  if (range === 'whole') return whole;
  if (range === 'unsatisfiable')
    return {
      status: 416,
      fields: { ...ofNotModified(fields), 'content-range': `bytes */${length}`, 'content-length': '0' },
      part: 'none',
    };
  const { first, last } = range;
  return {
    status: 206,
    fields: { ...fields, 'content-range': `bytes ${first}-${last}/${length}`, 'content-length': String(last - first + 1) },
    part: range,
  };
}
