import { isDeepStrictEqual } from 'node:util';
import { saveCacheRules } from '../database/queries/cache-rules.ts';
import { saveCacheSettings } from '../database/queries/cache-settings.ts';
import { type EdgeCnameConfiguration, createEdgeCname, deleteEdgeCname, updateEdgeCname } from '../database/queries/edge-cnames.ts';
import { saveLogFormat, saveLogStorage } from '../database/queries/log-settings.ts';
import { type OriginConfiguration, createOrigin, deleteOrigin, updateOrigin } from '../database/queries/origins.ts';
import { createTokenDirectory, deleteTokenDirectory } from '../database/queries/token-directories.ts';
import type { Database } from '../database/tables.ts';
import { type ConfigurationDocument, type EdgeCnameEntry, type OriginEntry, keyOf } from './document.ts';
import { documentOf, forEver } from './snapshot.ts';
import { type StoredConfiguration, readConfiguration } from './stored.ts';
import { loadBalancings, logBaseFormats, logTimeFormats, networkConfigurations, platforms, queryStringCachings } from './words.ts';

/** Another customer took this host name. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
  readonly hostName: string;

  constructor(hostName: string) {
    super(`The host name ${hostName} is taken.`);
    this.hostName = hostName;
  }
}

/**
 * Makes the tables say what a valid document says, in a transaction in which nobody else changes this customer's configuration. What has the same
 * natural key keeps its id; what is equal is not written. Throws NameTaken.
 */
export async function applyDocument(db: Database, accountNumber: string, document: ConfigurationDocument): Promise<void> {
  const stored = await readConfiguration(db, accountNumber);
  const plan: Plan = { db, accountNumber, stored, before: documentOf(stored), after: document };
  // An edge CNAME needs its origin: gone before it, there before it.
  await deleteCnames(plan);
  const originIds = await putOrigins(plan);
  await putCnames(plan, originIds);
  await deleteOrigins(plan);
  await putTokenDirectories(plan);
  await putCacheSettings(plan);
  await putLogs(plan);
}

interface Plan {
  readonly db: Database;
  readonly accountNumber: string;
  readonly stored: StoredConfiguration;
  /** The document of what is stored. */
  readonly before: ConfigurationDocument;
  readonly after: ConfigurationDocument;
}

/** Also those that change their platform: on another one an edge CNAME is another one. */
async function deleteCnames({ db, accountNumber, stored, after }: Plan): Promise<void> {
  const kept = new Set(after.edgeCnames.map(cnameKey));
  for (const { id, name, mediaTypeId } of stored.edgeCnames) {
    if (!kept.has(cnameKey({ name, platform: platforms.wordOf(mediaTypeId) }))) await deleteEdgeCname(db, accountNumber, id);
  }
}

/** The ids of the document's origins, by key. */
async function putOrigins({ db, accountNumber, stored, before, after }: Plan): Promise<ReadonlyMap<string, number>> {
  const ids = storedOrigins(stored);
  const entries = byKey(before.origins);
  for (const origin of after.origins) {
    const key = keyOf(origin);
    const id = ids.get(key);
    if (id === undefined) {
      const created = await createOrigin(db, { accountNumber, mediaTypeId: platforms.codeOf(origin.platform), ...toOrigin(origin) });
      if (created === 'taken') throw new Error(`There are two origins ${key}.`);
      ids.set(key, created.id);
    } else if (!isDeepStrictEqual(entries.get(key), origin)) await updateOrigin(db, accountNumber, id, toOrigin(origin));
  }
  return ids;
}

async function deleteOrigins({ db, accountNumber, stored, after }: Plan): Promise<void> {
  const kept = byKey(after.origins);
  for (const [key, id] of storedOrigins(stored)) if (!kept.has(key)) await deleteOrigin(db, accountNumber, id);
}

async function putCnames({ db, accountNumber, stored, before, after }: Plan, originIds: ReadonlyMap<string, number>): Promise<void> {
  const ids = new Map(stored.edgeCnames.map(({ id, name, mediaTypeId }) => [cnameKey({ name, platform: platforms.wordOf(mediaTypeId) }), id]));
  const entries = new Map(before.edgeCnames.map((cname) => [cnameKey(cname), cname]));
  for (const cname of after.edgeCnames) {
    const entry = entries.get(cnameKey(cname));
    if (isDeepStrictEqual(entry, cname)) continue;
    const columns = toCname(cname, originIds);
    const id = ids.get(cnameKey(cname));
    const put =
      id === undefined
        ? await createEdgeCname(db, { accountNumber, mediaTypeId: platforms.codeOf(cname.platform), ...columns })
        : await updateEdgeCname(db, accountNumber, id, columns);
    if (put === 'taken') throw new NameTaken(cname.name);
    if (put === 'no origin' || put === null) throw new Error(`The edge CNAME ${cname.name} was not written: ${put}.`);
    if (!isDeepStrictEqual(entry?.cacheRules ?? [], cname.cacheRules)) await saveCacheRules(db, put.id, cname.cacheRules);
  }
}

async function putTokenDirectories({ db, accountNumber, stored, before, after }: Plan): Promise<void> {
  const kept = byKey(after.tokenDirectories);
  for (const { id, mediaTypeId, directory } of stored.tokenDirectories) {
    if (!kept.has(keyOf({ platform: platforms.wordOf(mediaTypeId), directory }))) await deleteTokenDirectory(db, accountNumber, id);
  }
  const there = byKey(before.tokenDirectories);
  for (const entry of after.tokenDirectories) {
    if (there.has(keyOf(entry))) continue;
    await createTokenDirectory(db, { accountNumber, mediaTypeId: platforms.codeOf(entry.platform), directory: entry.directory });
  }
}

async function putCacheSettings({ db, accountNumber, before, after }: Plan): Promise<void> {
  for (const platform of platforms.all) {
    const settings = after.cacheSettings[platform];
    if (isDeepStrictEqual(before.cacheSettings[platform], settings)) continue;
    await saveCacheSettings(db, accountNumber, platforms.codeOf(platform), {
      compress: settings.compression.enabled,
      compressedTypes: settings.compression.contentTypes,
      queryStringCaching: queryStringCachings.codeOf(settings.queryStringCaching),
      logQueryStrings: settings.queryStringLogging,
    });
  }
}

async function putLogs({ db, accountNumber, before, after }: Plan): Promise<void> {
  const { format, storage } = after.logs;
  if (!isDeepStrictEqual(before.logs.format, format)) {
    await saveLogFormat(db, accountNumber, {
      baseFormat: logBaseFormats.codeOf(format.base),
      dateTimeFormat: logTimeFormats.codeOf(format.time),
      removeContentAccessPoint: format.contentAccessPointRemoved,
      customFieldHeader: format.customFieldHeader,
    });
  }
  if (!isDeepStrictEqual(before.logs.storage, storage)) {
    await saveLogStorage(db, accountNumber, {
      isEnabled: storage.enabled,
      daysToKeep: storage.daysToKeep ?? forEver,
      mediaTypeIds: storage.platforms.map(platforms.codeOf),
    });
  }
}

const toOrigin = (origin: OriginEntry): OriginConfiguration => ({
  directoryName: origin.directory,
  hostHeader: origin.hostHeader,
  httpHostnames: origin.http?.hostnames ?? [],
  httpLoadBalancing: origin.http && loadBalancings.codeOf(origin.http.loadBalancing),
  httpsHostnames: origin.https?.hostnames ?? [],
  httpsLoadBalancing: origin.https && loadBalancings.codeOf(origin.https.loadBalancing),
  networkConfiguration: networkConfigurations.codeOf(origin.networkConfiguration),
  shieldPops: origin.shieldPops,
  followRedirects: origin.followRedirects,
  validationUrl: origin.validationUrl,
});

const toCname = ({ name, platform, origin, path, customReports }: EdgeCnameEntry, originIds: ReadonlyMap<string, number>): EdgeCnameConfiguration => ({
  name,
  dirPath: path,
  originId: origin === null ? null : (originIds.get(keyOf({ platform, directory: origin })) ?? null),
  enableCustomReports: customReports,
});

const storedOrigins = ({ origins }: StoredConfiguration): Map<string, number> =>
  new Map(origins.map(({ id, mediaTypeId, directoryName }) => [keyOf({ platform: platforms.wordOf(mediaTypeId), directory: directoryName }), id]));

const cnameKey = ({ name, platform }: Pick<EdgeCnameEntry, 'name' | 'platform'>): string => `${platform}/${name}`;

const byKey = <Entry extends Parameters<typeof keyOf>[0]>(entries: readonly Entry[]): ReadonlyMap<string, Entry> =>
  new Map(entries.map((entry) => [keyOf(entry), entry]));
