import type { PlatformCacheSettings } from '../database/queries/cache-settings.ts';
import type { Origin } from '../database/queries/origins.ts';
import type { Database, LoadBalancing } from '../database/tables.ts';
import { type CacheSettingsEntry, type ConfigurationDocument, type LogsEntry, type OriginEntry, canonical } from './document.ts';
import { type StoredConfiguration, readConfiguration } from './stored.ts';
import { type Platform, loadBalancings, logBaseFormats, logTimeFormats, networkConfigurations, platforms, queryStringCachings } from './words.ts';

/** A customer's configuration as its tables have it now. */
export const snapshot = async (db: Database, accountNumber: string): Promise<ConfigurationDocument> => documentOf(await readConfiguration(db, accountNumber));

/** The document of what is stored. */
export function documentOf({ origins, edgeCnames, cacheRules, cacheSettings, tokenDirectories, logFormat, logStorage }: StoredConfiguration): ConfigurationDocument {
  const directories = new Map(origins.map(({ id, directoryName }) => [id, directoryName]));
  return canonical({
    origins: origins.map(toOriginEntry),
    edgeCnames: edgeCnames.map(({ id, name, mediaTypeId, originId, dirPath, enableCustomReports }) => ({
      name,
      platform: platforms.wordOf(mediaTypeId),
      origin: originId === null ? null : (directories.get(originId) ?? null),
      path: dirPath,
      customReports: enableCustomReports,
      cacheRules: [...(cacheRules.get(id) ?? [])],
    })),
    tokenDirectories: tokenDirectories.map(({ mediaTypeId, directory }) => ({ platform: platforms.wordOf(mediaTypeId), directory })),
    cacheSettings: settingsByPlatform(cacheSettings),
    logs: toLogsEntry({ logFormat, logStorage }),
  });
}

const toOriginEntry = (origin: Origin): OriginEntry => ({
  platform: platforms.wordOf(origin.mediaTypeId),
  directory: origin.directoryName,
  hostHeader: origin.hostHeader,
  http: toServers(origin.httpHostnames, origin.httpLoadBalancing),
  https: toServers(origin.httpsHostnames, origin.httpsLoadBalancing),
  networkConfiguration: networkConfigurations.wordOf(origin.networkConfiguration),
  shieldPops: [...origin.shieldPops],
  followRedirects: origin.followRedirects,
  validationUrl: origin.validationUrl,
});

const toServers = (hostnames: readonly string[], loadBalancing: LoadBalancing | null): OriginEntry['http'] =>
  hostnames.length === 0 ? null : { hostnames: [...hostnames], loadBalancing: loadBalancings.wordOf(loadBalancing ?? 'PF') };

function settingsByPlatform(all: readonly PlatformCacheSettings[]): ConfigurationDocument['cacheSettings'] {
  const of = (platform: Platform): CacheSettingsEntry => {
    const settings = all.find(({ mediaTypeId }) => mediaTypeId === platforms.codeOf(platform));
    if (!settings) throw new Error(`The cache settings of ${platform} are missing.`);
    return {
      compression: { enabled: settings.compress, contentTypes: [...settings.compressedTypes] },
      queryStringCaching: queryStringCachings.wordOf(settings.queryStringCaching),
      queryStringLogging: settings.logQueryStrings,
    };
  };
  return { HTTP_LARGE: of('HTTP_LARGE'), HTTP_SMALL: of('HTTP_SMALL'), ADN: of('ADN') };
}

/** Days to keep logs, in the store and in REST: no end. The document says null. */
export const forEver = -1;

const toLogsEntry = ({ logFormat, logStorage }: Pick<StoredConfiguration, 'logFormat' | 'logStorage'>): LogsEntry => ({
  format: {
    base: logBaseFormats.wordOf(logFormat.baseFormat),
    time: logTimeFormats.wordOf(logFormat.dateTimeFormat),
    contentAccessPointRemoved: logFormat.removeContentAccessPoint,
    customFieldHeader: logFormat.customFieldHeader,
  },
  storage: {
    enabled: logStorage.isEnabled,
    daysToKeep: logStorage.daysToKeep === forEver ? null : logStorage.daysToKeep,
    platforms: logStorage.mediaTypeIds.map(platforms.wordOf),
  },
});
