import type { Site } from './site.ts';

/** Undefined: no site has the host name and path. */
export type FindSite = (host: string | undefined, url: string) => Site | undefined;

/** Finds the site of a Host field and a URL's path and query. If two sites have the same host name and path, the first keeps it. */
export function siteFinder(sites: readonly Site[]): FindSite {
  const byHostname = new Map<string, Site[]>();
  for (const site of sites) {
    for (const hostname of site.hostnames) byHostname.set(hostname, [...(byHostname.get(hostname) ?? []), site]);
  }
  for (const alike of byHostname.values()) alike.sort((one, other) => other.path.length - one.path.length);
  return (host = '', url) => {
    const alike = byHostname.get(host) ?? byHostname.get(host.toLowerCase().replace(/:\d*$/, '')) ?? byHostname.get('*');
    return alike?.find(({ path }) => belongs(url, path));
  };
}

/** `/a` has `/a`, `/a/b` and `/a?b`, but not `/ab`. */
const belongs = (url: string, path: string): boolean =>
  path === '' || (url.startsWith(path) && ['/', '?', undefined].includes(url[path.length]));
