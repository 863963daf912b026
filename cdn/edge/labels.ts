/** What a purge names, within one site. */
export type PurgeTarget =
  | { readonly kind: 'site' }
  /** One URL, its query included. */
  | { readonly kind: 'url'; readonly url: string }
  /** One path with every query. */
  | { readonly kind: 'path'; readonly path: string }
  /** What lies directly in a directory, whose path ends in a slash. */
  | { readonly kind: 'directory'; readonly path: string }
  /** What lies directly in a directory under a name that matches: `*` stands for any characters but a slash, as in `/a/b*.ht*`. */
  | { readonly kind: 'pattern'; readonly path: string }
  /** What lies in a directory and below. */
  | { readonly kind: 'prefix'; readonly path: string }
  /** What the origin tagged by Surrogate-Key or Cache-Tag. */
  | { readonly kind: 'tag'; readonly tag: string };

interface Labelled {
  readonly site: string;
  readonly url: string;
  readonly tags: readonly string[];
}

/** The name under which a purge is kept. */
export function labelOf(site: string, target: PurgeTarget): string {
  switch (target.kind) {
    case 'site':
      return label(site, 'site', '');
    case 'url':
      return label(site, 'url', target.url);
    case 'tag':
      return label(site, 'tag', target.tag);
    default:
      return label(site, target.kind, target.path);
  }
}

/** Every name under which a purge can meet the object. */
export function labelsOf({ site, url, tags }: Labelled): string[] {
  const path = url.split('?', 1)[0] ?? url;
  const labels = [label(site, 'site', ''), label(site, 'url', url), label(site, 'path', path)];
  labels.push(label(site, 'directory', path.slice(0, path.lastIndexOf('/') + 1)));
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
    labels.push(label(site, 'prefix', path.slice(0, slash + 1)));
  for (const tag of tags) labels.push(label(site, 'tag', tag));
  return labels;
}

/** No part can hold a line feed: they come from header fields and request lines. */
const label = (site: string, kind: PurgeTarget['kind'], value: string): string => `${kind}\n${site}\n${value}`;
