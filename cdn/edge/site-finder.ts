import type { ServedSite } from './served-site.ts';
import type { Site } from './site.ts';

/** Undefined: no site has the host name and path. */
export type FindSite<Found = ServedSite> = (host: string | undefined, url: string) => Found | undefined;

/** Finds the site of a Host field and a URL's path and query. If two sites have the same host name and path, the first keeps it. */
export function siteFinder<Found extends Pick<Site, 'hostnames' | 'path'>>(sites: readonly Found[]): FindSite<Found> {
  const byHostname = Map.groupBy(
    sites.flatMap((site) => site.hostnames.map((hostname) => ({ hostname, site }))),
    ({ hostname }) => hostname,
  );
  for (const alike of byHostname.values()) alike.sort((one, other) => other.site.path.length - one.site.path.length);
  return (host = '', url) => {
    const alike = byHostname.get(host) ?? byHostname.get(hostnameOf(host)) ?? byHostname.get('*');
    return alike?.find(({ site }) => belongs(url, site.path))?.site;
  };
}

/** Of a Host field. */
export function hostnameOf(host: string): string {
  const colon = host.lastIndexOf(':');
  // The last colon of an IPv6 address stands in brackets.
  return (colon === -1 || host.endsWith(']') ? host : host.slice(0, colon)).toLowerCase();
}

/** `/a` has `/a`, `/a/b` and `/a?b`, but not `/ab`. */
export const belongs = (url: string, path: string): boolean =>
  path === '' || (url.startsWith(path) && ['/', '?', undefined].includes(url[path.length]));
