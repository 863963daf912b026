import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { PlatformCacheSettings } from '../database/queries/cache-settings.ts';
import type { EdgeCname } from '../database/queries/edge-cnames.ts';
import type { Origin } from '../database/queries/origins.ts';
import { listTokenKeys } from '../database/queries/token-keys.ts';
import type { Database } from '../database/tables.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Site, SiteOrigin } from '../edge/site.ts';
import type { Vault } from '../vault.ts';
import { originRoot, storageRoot, withinRoot } from './cdn-path.ts';
import { toSiteRule } from './site-rule.ts';
import { type StoredConfiguration, readConfiguration } from './stored.ts';
import { placeOfKey } from './token-key-place.ts';

/** What holds for every customer. */
export interface CdnSettings {
  /** What the host names of CDN URLs end in: `wpc.<account number>.<domain>`; in lower case. */
  readonly domain: string;
  /** Whether origins may be at loopback, link-local and private addresses. */
  readonly privateOrigins: boolean;
}

/** The keys of a platform's tokens. */
type Keys = ReadonlyMap<MediaTypeId, readonly string[]>;

/** For how long edges keep what an origin says nothing of: 7 days, as the contract's CDN does. */
const defaultCacheControl = 'max-age=604800';

/** The first label of each platform's CDN host. */
export const cdnHostLabels: Readonly<Record<MediaTypeId, string>> = { 3: 'wpc', 8: 'wac', 14: 'adn' };

/** The host of a customer's CDN URLs on a platform, in lower case. */
export const cdnHost = ({ domain }: Pick<CdnSettings, 'domain'>, accountNumber: string, mediaTypeId: MediaTypeId): string =>
  `${cdnHostLabels[mediaTypeId]}.${accountNumber.toLowerCase()}.${domain}`;

/** What edges serve of a customer, by its configuration now; a few queries, whatever its size. */
export const sitesOf = (db: Database, vault: Vault, accountNumber: string, settings: CdnSettings): Promise<Site[]> =>
  inTransaction(db, async (transaction) => {
    const stored = await readConfiguration(transaction, accountNumber);
    const sealed = await listTokenKeys(transaction, accountNumber);
    const keys = new Map(
      sealed.map(({ mediaTypeId, sealedKey }) => [mediaTypeId, [vault.open(sealedKey, placeOfKey(accountNumber, mediaTypeId))]] as const),
    );
    return compile(stored, keys, settings);
  });

/**
 * A site for each edge CNAME, `cname-<id>`, and one for the CDN URLs of each origin, `origin-<id>`. Shield POPs have no effect on them: every edge
 * fetches from the origin itself.
 */
export function compile(stored: StoredConfiguration, keys: Keys, settings: CdnSettings): Site[] {
  const { accountNumber, origins, edgeCnames, cacheRules } = stored;
  const originsById = new Map(origins.map((origin) => [origin.id, origin]));

  const ofPlatform = (mediaTypeId: MediaTypeId, root: string) => ({
    ...cachingOf(stored.cacheSettings, mediaTypeId),
    protectedPaths: stored.tokenDirectories
      .filter((each) => each.mediaTypeId === mediaTypeId)
      .map(({ directory }) => withinRoot(directory, root))
      .filter((path) => path !== null)
      .map((path) => ({ path, keys: [...(keys.get(mediaTypeId) ?? [])] })),
  });

  const ofCname = (cname: EdgeCname): Site => {
    const origin = cname.originId === null ? undefined : originsById.get(cname.originId);
    const path = cname.dirPath === '' ? '' : `/${cname.dirPath}`;
    const root = origin ? originRoot(accountNumber, origin.directoryName) : storageRoot(accountNumber);
    return {
      id: `cname-${cname.id}`,
      hostnames: [cname.name],
      path: '',
      origin: origin ? toSiteOrigin(origin, path, settings) : null,
      cacheRules: (cacheRules.get(cname.id) ?? []).map(toSiteRule),
      ...ofPlatform(cname.mediaTypeId, `${root}${path}`),
      counts: { accountNumber, mediaTypeId: cname.mediaTypeId, cnameId: cname.id, originId: cname.originId ?? 0 },
    };
  };

  const ofOrigin = (origin: Origin): Site => {
    const root = originRoot(accountNumber, origin.directoryName);
    return {
      id: `origin-${origin.id}`,
      hostnames: [cdnHost(settings, accountNumber, origin.mediaTypeId)],
      path: root,
      origin: toSiteOrigin(origin, '', settings),
      cacheRules: [],
      ...ofPlatform(origin.mediaTypeId, root),
      counts: { accountNumber, mediaTypeId: origin.mediaTypeId, cnameId: 0, originId: origin.id },
    };
  };

  return [...edgeCnames.map(ofCname), ...origins.map(ofOrigin)];
}

const addressFamilies = ['ipv4', 'ipv6-preferred', 'ipv4-preferred', 'ipv4', 'ipv6'] as const;

/** Edges speak HTTP to an origin that has servers for it, else HTTPS. */
function toSiteOrigin(origin: Origin, path: string, { privateOrigins }: CdnSettings): SiteOrigin {
  const speaksHttp = origin.httpHostnames.length > 0;
  const balancing = speaksHttp ? origin.httpLoadBalancing : origin.httpsLoadBalancing;
  return {
    servers: [...(speaksHttp ? origin.httpHostnames : origin.httpsHostnames)],
    balance: balancing === 'RR' ? 'round-robin' : 'failover',
    hostHeader: origin.hostHeader === '' ? null : origin.hostHeader,
    path,
    addressFamily: addressFamilies[origin.networkConfiguration - 1] ?? 'ipv4',
    followRedirects: origin.followRedirects,
    mayBePrivate: privateOrigins,
  };
}

const queryStrings = { 'standard-cache': 'none', 'no-cache': 'bypass', 'unique-cache': 'all' } as const;

function cachingOf(all: readonly PlatformCacheSettings[], mediaTypeId: MediaTypeId) {
  const settings = all.find((each) => each.mediaTypeId === mediaTypeId);
  if (!settings) throw new Error(`The cache settings of platform ${mediaTypeId} are missing.`);
  return {
    defaultCacheControl,
    queryStrings: queryStrings[settings.queryStringCaching],
    compressedTypes: settings.compress ? [...settings.compressedTypes] : [],
    logsQueryStrings: settings.logQueryStrings,
  };
}
