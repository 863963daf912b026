import { combined, type Fields, members } from './fields.ts';
import type { StoredResponse } from './stored-response.ts';

/** Whether a request with these fields selects the stored response. See RFC 9111, section 4.1. */
export const selects = ({ vary }: Pick<StoredResponse, 'vary'>, request: Fields): boolean =>
  Object.entries(vary ?? {}).every(([name, value]) => same(name, request[name], value));

function same(name: string, presented: string | string[] | undefined, stored: string | string[] | null): boolean {
  if (presented === undefined || stored === null) return presented === undefined && stored === null;
  const [one, other] = [combined(presented), combined(stored)];
  const normal = normalForms[name];
  return one === other || (normal !== undefined && normal(one) === normal(other));
}

/** By field: what stays the same of a value under differences that mean nothing. */
const normalForms: Readonly<Record<string, (value: string | undefined) => string>> = {
  'accept-encoding': (value) => plain(value).toSorted().join(),
  // The order may tell which language is preferred.
  'accept-language': (value) => plain(value).join(),
};

/** A list's members without space and in lower case, which are free in the lists of codings and languages. */
const plain = (value: string | undefined): string[] => members(value).map((member) => member.replace(/\s/g, '').toLowerCase());
