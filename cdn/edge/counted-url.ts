import type { QueryParameters } from './site.ts';

/** A URL with what counts of its query: URLs that count alike share what is stored. */
export function countedUrl(url: string, parameters: QueryParameters): string {
  const mark = url.indexOf('?');
  if (mark === -1 || parameters.count === 'all') return url;
  const path = url.slice(0, mark);
  if (parameters.count === 'none') return path;
  const { count, names } = parameters;
  const counted = url
    .slice(mark + 1)
    .split('&')
    .map((parameter) => ({ parameter, name: nameOf(parameter) }))
    .filter(({ name }) => names.includes(name) === (count === 'only'))
    // Of the same name in their order, which may have a meaning.
    .sort((one, other) => (one.name < other.name ? -1 : Number(one.name > other.name)));
  return counted.length === 0 ? path : `${path}?${counted.map(({ parameter }) => parameter).join('&')}`;
}

function nameOf(parameter: string): string {
  const [name = ''] = parameter.split('=', 1);
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}
