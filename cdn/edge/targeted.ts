import { parseDictionary } from 'structured-headers';
import { combined } from './fields.ts';

/**
 * The Cache-Control that CDN-Cache-Control stands for; undefined if it is absent, empty or no valid structured field,
 * and Cache-Control then holds.
 * @see RFC 9213, section 2.1
 */
export function targetedCacheControl(field: string | string[] | undefined): string | undefined {
  if (field === undefined) return undefined;
  try {
    const directives = [...parseDictionary(combined(field) ?? '')].flatMap(([name, [value]]) => directive(name, value));
    return directives.length === 0 ? undefined : directives.join(', ');
  } catch {
    return undefined;
  }
}

const numeric = new Set(['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error']);

/** None where the value's type is not the directive's. */
function directive(name: string, value: unknown): string[] {
  if (numeric.has(name)) return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? [`${name}=${value}`] : [];
  if (value === true) return [name];
  return typeof value === 'string' ? [`${name}="${value}"`] : [];
}
