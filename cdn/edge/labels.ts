import { wildcard } from './wildcard.ts';

/** What a purge names, within one site. */
export type PurgeTarget =
  | { readonly kind: 'site' }
  /** One URL, its query included. */
  | { readonly kind: 'url'; readonly url: string }
  /** One path with every query. */
  | { readonly kind: 'path'; readonly path: string }
  /** What lies directly in a directory, whose path ends in a slash. */
  | { readonly kind: 'directory'; readonly path: string }
  /** What lies directly in a directory under a name that matches, with every query: `*` stands for any characters but a slash, as in `/a/b*.ht*`. */
  | { readonly kind: 'pattern'; readonly path: string }
  /** What lies in a directory and below. */
  | { readonly kind: 'prefix'; readonly path: string }
  /** What the origin tagged by Surrogate-Key or Cache-Tag. */
  | { readonly kind: 'tag'; readonly tag: string };

export interface Labelled {
  readonly site: string;
  readonly url: string;
  readonly tags: readonly string[];
}

/** The label of everything, of every site. */
export const everything = 'everything';

/** The label under which a purge is kept; that of a pattern is its directory's. */
export function labelOf(site: string, target: PurgeTarget): string {
  switch (target.kind) {
    case 'site':
      return label(site, 'site', '');
    case 'url':
      return label(site, 'url', target.url);
    case 'tag':
      return label(site, 'tag', target.tag);
    case 'pattern':
      return label(site, 'pattern', directoryOf(target.path));
    default:
      return label(site, target.kind, target.path);
  }
}

/** Every label under which a purge can meet the object. */
export function labelsOf({ site, url, tags }: Labelled): string[] {
  const path = pathOf(url);
  const directory = directoryOf(path);
  const labels = [everything, label(site, 'site', ''), label(site, 'url', url), label(site, 'path', path)];
  labels.push(label(site, 'directory', directory), label(site, 'pattern', directory));
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    labels.push(label(site, 'prefix', path.slice(0, slash + 1)));
  for (const tag of tags) labels.push(label(site, 'tag', tag));
  return labels;
}

/** Tells of each object whether the purge names it. */
export function namedBy(site: string, target: PurgeTarget): (object: Labelled) => boolean {
  const named = namedWithin(target);
  return (object) => object.site === site && named(object);
}

function namedWithin(target: PurgeTarget): (object: Labelled) => boolean {
  switch (target.kind) {
    case 'site':
      return () => true;
    case 'url':
      return ({ url }) => url === target.url;
    case 'path':
      return ({ url }) => pathOf(url) === target.path;
    case 'directory':
      return ({ url }) => url.startsWith(target.path) && directoryOf(pathOf(url)) === target.path;
    case 'pattern':
      return inDirectory(target.path);
    case 'prefix':
      return ({ url }) => target.path.endsWith('/') && pathOf(url).startsWith(target.path);
    case 'tag':
      return ({ tags }) => tags.includes(target.tag);
  }
}

function inDirectory(pattern: string): (object: Labelled) => boolean {
  const directory = directoryOf(pattern);
  const matches = wildcard(pattern.slice(directory.length));
  return ({ url }) => {
    if (!url.startsWith(directory)) return false;
    const name = pathOf(url).slice(directory.length);
    return !name.includes('/') && matches(name);
  };
}

function pathOf(url: string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? url : url.slice(0, mark);
}

const directoryOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** No part can hold a line feed: they come from header fields and request lines. */
const label = (site: string, kind: PurgeTarget['kind'], value: string): string => `${kind}\n${site}\n${value}`;
