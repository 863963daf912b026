import type { Fields } from './fields.ts';
import type { StoredResponse } from './stored-response.ts';

/** Whether a request with these fields selects the stored response. See RFC 9111, section 4.1. */
export const selects = ({ vary }: Pick<StoredResponse, 'vary'>, request: Fields): boolean =>
  Object.entries(vary ?? {}).every(([name, value]) => same(request[name], value));

function same(presented: string | string[] | undefined, stored: string | string[] | null): boolean {
  if (presented === undefined || stored === null) return presented === undefined && stored === null;
  return String(presented) === String(stored);
}
