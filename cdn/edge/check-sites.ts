import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isIP } from 'node:net';
import type { SiteProblem } from '../fleet/edge-driver.ts';
import { isForbidden } from './address-guard.ts';
import { cacheControlProblem } from './cache-control.ts';
import { isHopByHop } from './fields.ts';
import type { CacheRule, Site, SiteOrigin } from './site.ts';

/**
 * What keeps an edge from serving these sites beside `others` that it has already; none: it can. Texts for the customer, with the
 * remedy.
 */
export function checkSites(sites: readonly Site[], others: readonly Site[] = []): SiteProblem[] {
  const taken = new Set(others.flatMap(addresses));
  const own = new Set([...sites, ...others].flatMap(({ hostnames }) => hostnames));
  return sites.flatMap((site) => {
    const messages = [
      ...duplicates(site, taken),
      ...site.hostnames.flatMap(hostname),
      ...sitePath(site.path),
      ...(site.origin ? origin(site.origin, own) : []),
      ...cacheControl('The default Cache-Control', site.defaultCacheControl),
      ...site.cacheRules.flatMap(cacheRule),
      ...site.compressedTypes.flatMap(mediaType),
      ...site.protectedPaths.flatMap(({ path }) => protectedPath(path)),
    ];
    return messages.map((message) => ({ site: site.id, message }));
  });
}

const addresses = ({ hostnames, path }: Site): string[] => hostnames.map((name) => name + path);

function duplicates(site: Site, taken: Set<string>): string[] {
  return addresses(site).flatMap((address) => {
    const known = taken.has(address);
    taken.add(address);
    return known ? [`${address} is served by another site already. Choose another host name or path.`] : [];
  });
}

function hostname(name: string): string[] {
  if (name === '*' || isIP(name) !== 0 || /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(name)) return [];
  return [`${name} is no host name. Give one in lower case, without scheme and port, such as www.example.com.`];
}

function sitePath(path: string): string[] {
  if (path === '' || /^(\/[^/?#*\s]+)+$/.test(path)) return [];
  return [`The path ${path} must be empty, or begin with a slash and not end with one, such as /800001/videos.`];
}

function origin({ servers, hostHeader, path, mayBePrivate }: SiteOrigin, own: ReadonlySet<string>): string[] {
  const problems = servers.flatMap((server) => originServer(server, own, mayBePrivate));
  if (hostHeader !== null && !/^(\[[\da-f:.]+\]|[^/?#@\s:]+)(:\d{1,5})?$/i.test(hostHeader))
    problems.push(`The Host header ${hostHeader} must be a host name, with a port if it is needed, such as www.example.com:8080.`);
  if (path !== '' && !/^(\/[^/?#\s]+)+$/.test(path))
    problems.push(`The path ${path} of the origin must be empty, or begin with a slash and not end with one.`);
  return problems;
}

function originServer(server: string, own: ReadonlySet<string>, mayBePrivate: boolean): string[] {
  const url = URL.parse(server);
  if (!url || !['http:', 'https:'].includes(url.protocol) || !/^https?:\/\/[^/?#@\s]+\/?$/i.test(server))
    return [`The origin's server ${server} must be a URL of scheme, host and port, such as https://origin.example.com:8443.`];
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  const namesMachine = hostname === 'localhost' || isIP(hostname) !== 0;
  // Other names are judged when they are connected to, by the address that they then have.
  if (!mayBePrivate && namesMachine && isForbidden(hostname))
    return [`The origin's server ${server} is at a private or reserved address. Name one that the internet can reach.`];
  // On a machine there may be more than the edge.
  if (!own.has(hostname) || namesMachine) return [];
  return [`The origin's server ${server} is this edge itself, which serves ${hostname}. Name the machine behind it.`];
}

function cacheControl(what: string, text: string | null): string[] {
  const problem = text === null ? null : cacheControlProblem(text);
  return problem === null ? [] : [`${what} ${problem}`];
}

function cacheRule({ path, cacheControl: control, queryParameters, setFields, dropFields }: CacheRule): string[] {
  const problems = cacheControl(`Cache-Control of the rule for ${path}`, control);
  if (!/^[/*][^?#\s]*$/.test(path))
    problems.push(`The path ${path} of a rule must begin with a slash or *, without a query string, such as /images/* or *.css.`);
  if (queryParameters && 'names' in queryParameters)
    for (const name of queryParameters.names)
      if (name === '' || /[&=#]/.test(name)) problems.push(`${name || 'An empty name'} can be no query parameter in the rule for ${path}.`);
  for (const name of [...setFields.map((field) => field.name), ...dropFields]) problems.push(...fieldName(name, path));
  for (const { name, value } of setFields) problems.push(...fieldValue(name, value, path));
  return problems;
}

/** Say how the message is framed, coded and aged. */
const ofTheMessage = new Set(['age', 'content-encoding', 'content-length', 'content-range', 'date', 'vary']);

function fieldName(name: string, path: string): string[] {
  if (isHopByHop(name) || ofTheMessage.has(name))
    return [`The rule for ${path} may not touch the header field ${name}, which the edge itself answers for. Leave it out.`];
  if (name !== name.toLowerCase()) return [`The rule for ${path} must name the header field ${name} in lower case.`];
  return throws(() => validateHeaderName(name)) ? [`${name} in the rule for ${path} is no name of a header field.`] : [];
}

const fieldValue = (name: string, value: string, path: string): string[] =>
  throws(() => validateHeaderValue(name, value))
    ? [`The value of ${name} in the rule for ${path} has characters that no header field can carry.`]
    : [];

function throws(check: () => void): boolean {
  try {
    check();
    return false;
  } catch {
    return true;
  }
}

const mediaType = (type: string): string[] =>
  /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/.test(type)
    ? []
    : [`${type} is no media type. Give type and subtype in lower case, without parameters, such as text/html.`];

const protectedPath = (path: string): string[] =>
  /^\/[^?#\s]*$/.test(path) ? [] : [`The protected path ${path} must begin with a slash, without a query string.`];
