/**
 * What a purge or load names, as the edges know it. A purge by URL meets the object under every host name and path by which it is served: the URL says
 * where it lies at its origin, and each site over that origin knows it by a path of its own.
 */
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import { mediaTypeIds } from '@edgegraph/rest/codec.ts';
import type { ContentTarget } from '../../database/tables.ts';
import { cdnHost } from '../../configuration/compile.ts';
import type { PurgeTarget } from '../../edge/labels.ts';
import type { PurgeMode } from '../../edge/purge-rules.ts';
import { type FindSite, siteFinder } from '../../edge/site-finder.ts';
import type { Site } from '../../edge/site.ts';
import type { EdgeLoad, EdgePurge } from '../../fleet/edge-driver.ts';
import { type ContentUrl, parseContentUrl } from './content-url.ts';

/** Whose content it is. */
export interface ContentScope {
  readonly accountNumber: string;
  /** What CDN host names end in. */
  readonly domain: string;
  /** All of the customer's on the platform. */
  readonly sites: readonly Site[];
  readonly findSite: FindSite<Site>;
  /** Null: every platform. */
  readonly mediaTypeId: MediaTypeId | null;
}

/** `sites`: all of the customer's. */
export function contentScope({ sites: all, ...scope }: Omit<ContentScope, 'findSite'>): ContentScope {
  const sites = scope.mediaTypeId === null ? all : all.filter(({ counts }) => counts.mediaTypeId === scope.mediaTypeId);
  return { ...scope, sites, findSite: siteFinder(sites) };
}

/** A text that names nothing of the customer's: what is wrong and the fix. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
}

/** What the edges are to purge, and on which platforms. Throws TargetError. */
export function toPurges(target: ContentTarget, mode: PurgeMode, scope: ContentScope): { purges: EdgePurge[]; mediaTypeIds: readonly MediaTypeId[] } {
  const { sites } = scope;
  const wholly = (each: readonly Site[], within: PurgeTarget) => each.map(({ id }) => ({ site: id, target: within, mode }));
  switch (target.kind) {
    case 'all':
      return { purges: wholly(sites, { kind: 'site' }), mediaTypeIds: platformsOf(scope) };
    case 'surrogateKey':
      return { purges: wholly(sites, { kind: 'tag', tag: target.value }), mediaTypeIds: platformsOf(scope) };
    case 'edgeCname': {
      const cname = sites.filter(({ hostnames, counts }) => counts.cnameId > 0 && hostnames.includes(target.value));
      const [first] = cname;
      if (!first) throw new TargetError(notYours(target.value, scope));
      return { purges: wholly(cname, { kind: 'site' }), mediaTypeIds: [first.counts.mediaTypeId] };
    }
    default: {
      const url = located(target, scope);
      return { purges: purgesOf(url, mode, scope), mediaTypeIds: [url.mediaTypeId] };
    }
  }
}

/** What the edges are to load for a URL. Throws TargetError. */
export function toLoad(target: ContentTarget, scope: ContentScope): { load: EdgeLoad; mediaTypeIds: readonly MediaTypeId[] } {
  if (target.kind !== 'url') throw new TargetError('can not be loaded: a load names single URLs, without *.');
  const { host, path, query, mediaTypeId } = located(target, scope);
  const site = scope.findSite(host, path);
  if (!site?.origin) throw new TargetError(`has no customer origin behind it; point ${host} at one first.`);
  return { load: { site: site.id, host, url: query ? `${path}?${query}` : path }, mediaTypeIds: [mediaTypeId] };
}

interface Located extends ContentUrl {
  readonly mediaTypeId: MediaTypeId;
}

/** The URL, if its host is the customer's on a platform of the scope. */
function located(target: ContentTarget, scope: ContentScope): Located {
  const url = parseContentUrl(target);
  if (typeof url === 'string') throw new TargetError(url);
  const platform = platformsOf(scope).find((each) => cdnHost(scope, scope.accountNumber, each) === url.host);
  if (platform !== undefined) return { ...url, path: cdnPath(url, scope), mediaTypeId: platform };
  const cname = scope.sites.find(({ hostnames }) => hostnames.includes(url.host));
  if (!cname) throw new TargetError(notYours(url.host, scope));
  return { ...url, mediaTypeId: cname.counts.mediaTypeId };
}

/** With the account number as sites have it. Only below it lies anything of the customer's. */
function cdnPath({ path, host }: ContentUrl, { accountNumber }: ContentScope): string {
  const [, root = '', rest] = /^\/([^/]*)(\/.*)$/s.exec(path) ?? [];
  if (rest !== undefined && [`00${accountNumber}`, `80${accountNumber}`].includes(root.toUpperCase())) return `/${root.toUpperCase()}${rest}`;
  throw new TargetError(`must begin with /80${accountNumber}/ and an origin's directory, or with /00${accountNumber}/, on ${host}.`);
}

const notYours = (host: string, { mediaTypeId }: ContentScope): string =>
  `${host} is no edge CNAME of yours${mediaTypeId === null ? '' : ' on this platform'}; create it first, or give a CDN URL.`;

const platformsOf = ({ mediaTypeId }: ContentScope): readonly MediaTypeId[] => (mediaTypeId === null ? mediaTypeIds : [mediaTypeId]);

function purgesOf(url: Located, mode: PurgeMode, { sites, findSite }: ContentScope): EdgePurge[] {
  const named = findSite(url.host, url.path);
  const purges = [
    ...(named ? servedTogether(named, sites).flatMap((site) => within(site, originPath(named, url.path), url)) : []),
    ...(url.kind === 'prefix' ? below(url, sites) : []),
  ];
  const distinct = new Map(purges.map((purge) => [JSON.stringify(purge), purge]));
  return [...distinct.values()].map((purge) => ({ ...purge, mode }));
}

/** The sites over the same origin of the same platform; without an origin the site alone. */
const servedTogether = (site: Site, sites: readonly Site[]): readonly Site[] =>
  site.origin === null ? [site] : sites.filter(({ origin, counts }) => origin !== null && counts.originId === site.counts.originId);

/** Of the CDN's host: the origins below a prefix that holds several. */
const below = ({ host, path }: Located, sites: readonly Site[]): Omit<EdgePurge, 'mode'>[] =>
  sites
    .filter((site) => site.path !== '' && site.hostnames.includes(host) && `${site.path}/`.startsWith(path))
    .flatMap((site) => servedTogether(site, sites))
    .map(({ id }) => ({ site: id, target: { kind: 'site' } }));

/** Where a path of the site's host lies at its origin. */
const originPath = (site: Site, path: string): string => (site.origin?.path ?? '') + asPath(path.slice(site.path.length));

const asPath = (rest: string): string => (rest.startsWith('/') ? rest : `/${rest}`);

/** The target in the site's own paths; nothing if the site does not serve it. */
function within(site: Site, atOrigin: string, { kind, query }: ContentUrl): Omit<EdgePurge, 'mode'>[] {
  const mount = `${site.origin?.path ?? ''}/`;
  if (kind === 'prefix' && mount.startsWith(atOrigin)) return [{ site: site.id, target: { kind: 'site' } }];
  if (!atOrigin.startsWith(mount)) return [];
  const path = atOrigin.slice(mount.length - 1);
  if (kind === 'url') return [{ site: site.id, target: { kind, url: query ? `${path}?${query}` : path } }];
  return [{ site: site.id, target: { kind, path } }];
}
