import { STATUS_CODES } from 'node:http';
import { combined, type Fields } from './fields.ts';

/** Whatever Cache-Control says. See RFC 6585, sections 3 to 6. */
const neverStored = new Set([428, 429, 431, 511]);
/** Not as whole responses. */
const partial = new Set([206, 304]);

const mustUnderstand = /(^|,)\s*must-understand\s*(?=,|$)/i;
const noStore = /(^|,)\s*no-store\s*(?=,|$)/gi;

/**
 * Leaves of a response's fields, in place, what its status lets a cache go by: nothing if it may not be stored. With
 * must-understand a status that this cache does not know may not, and no-store is for other caches.
 * @see RFC 9111, sections 3 and 5.2.2.3
 */
export function heedStatus(fields: Fields, status: number): void {
  const control = combined(fields['cache-control']) ?? '';
  const asksToUnderstand = mustUnderstand.test(control);
  if (neverStored.has(status) || (asksToUnderstand && !understands(status))) {
    delete fields['cache-control'];
    delete fields.expires;
  } else if (asksToUnderstand) {
    fields['cache-control'] = control.replace(noStore, '');
  }
}

const understands = (status: number): boolean => status in STATUS_CODES && !partial.has(status);
