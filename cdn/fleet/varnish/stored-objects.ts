import type { EdgePurge } from '../edge-driver.ts';
import { siteToken } from './site-token.ts';
import { regexPattern, regexText } from './vcl-text.ts';

const space = '\\x20';
const end = `(?:\\?|${space})`;
const inDirectory = `[^/?${space}]`;

/**
 * A regular expression, for Varnish as for JavaScript, that matches what `edge.vcl` writes as `eg` into objects that the purges
 * name: token, purge state, key and tags, each followed by a space. `since`: but not those with these states of their sites.
 */
export function objectsOf(purges: readonly EdgePurge[], since: ReadonlyMap<string, string> = new Map()): string {
  const named = purges.map(({ site, target }) => {
    const token = siteToken(site);
    const state = since.get(token);
    const old = state === undefined ? '' : `(?!${state})`;
    return `${token}${space}${old}[01]+${space}${keyAndTags(target)}`;
  });
  return `^(?:${named.join('|')})`;
}

function keyAndTags(target: EdgePurge['target']): string {
  switch (target.kind) {
    case 'site':
      return '';
    case 'url':
      return `${regexText(target.url)}${space}`;
    case 'path':
      return `${regexText(target.path)}${end}`;
    case 'directory':
      return `${regexText(target.path)}${inDirectory}*${end}`;
    case 'pattern':
      return `${regexPattern(target.path, inDirectory)}${end}`;
    case 'prefix':
      return regexText(target.path);
    case 'tag':
      return `[^${space}]*${space}(?:.*${space})?${regexText(target.tag)}${space}`;
  }
}
