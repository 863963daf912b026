import type { Site } from '../../edge/site.ts';
import type { SiteProblem } from '../edge-driver.ts';
import { isWritable } from './vcl-text.ts';

const instead = 'or serve the site by embedded edges.';

/** What of a site that edges could serve a Varnish edge can not, whatever its servers' names resolve to. */
export function unservable(site: Site): SiteProblem[] {
  return [...problems(site)].map((message) => ({ site: site.id, message }));
}

function* problems({ hostnames, origin, protectedPaths, defaultCacheControl, cacheRules, compressedTypes }: Site): Generator<string> {
  if (protectedPaths.length > 0) yield `A Varnish edge can not check tokens. Take the protected directories away, ${instead}`;
  for (const server of origin?.servers ?? []) {
    if (URL.parse(server)?.protocol === 'https:')
      yield `A Varnish edge can not speak TLS to an origin, as ${server} asks. Give an http server, ${instead}`;
  }
  if (origin?.followRedirects) yield `A Varnish edge can not follow an origin's redirects. Switch that off, ${instead}`;
  for (const { path, setFields, dropFields } of cacheRules) {
    const names = setFields.map(({ name }) => name);
    if (names.indexOf('set-cookie') !== names.lastIndexOf('set-cookie'))
      yield `A Varnish edge can not set several cookies, as the rule for ${path} asks. Set one, ${instead}`;
    const own = [...names, ...dropFields].find((name) => name.startsWith('eg-'));
    if (own !== undefined) yield `The rule for ${path} names the header field ${own}, which the edge itself uses. Give it another name.`;
  }
  const texts = [...hostnames, origin?.path, origin?.hostHeader, defaultCacheControl, ...compressedTypes];
  for (const { cacheControl, setFields } of cacheRules) texts.push(cacheControl, ...setFields.map(({ value }) => value));
  for (const text of texts)
    if (typeof text === 'string' && !isWritable(text)) yield `${JSON.stringify(text)} has characters that no header field can carry. Take them out.`;
}
