import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Selectable } from 'kysely';
import { inChunks } from '../database/in-chunks.ts';
import { fromJson } from '../database/json-text.ts';
import type { Database, OriginsTable } from '../database/tables.ts';
import { type CdnSettings, cdnHostLabels } from './compile.ts';
import { type ConfigurationDocument, type OriginEntry, keyOf } from './document.ts';
import { platforms } from './words.ts';

/** An origin, this customer's or another one's: where a request goes from it. */
interface Node {
  readonly id: string;
  readonly hosts: readonly string[];
  readonly hostHeader: string;
}

/**
 * The keys of the document's origins from which a request would come back to the origin itself: their servers are edges, by a CNAME or CDN host, whose
 * origins lead there over any number of steps.
 */
export async function loops(db: Database, accountNumber: string, document: ConfigurationDocument, settings: CdnSettings): Promise<ReadonlySet<string>> {
  const own = document.origins.map(ownNode);
  const fleet = fleetHosts(db, accountNumber, document, settings);
  const next = new Map<string, readonly string[]>();
  let level: readonly Node[] = own;
  while (level.length > 0) {
    const behind = await fleet.behind(level.flatMap(({ hosts, hostHeader }) => [...hosts, hostHeader]));
    const found = new Map<string, Node>();
    for (const { id, hosts, hostHeader } of level) {
      // The name that the server is reached by leads to an edge; the one in the Host field then chooses the site.
      const targets = hosts.some((host) => behind.has(host)) ? [...hosts, hostHeader].flatMap((host) => behind.get(host) ?? []) : [];
      next.set(id, targets.map((target) => target.id));
      for (const target of targets) found.set(target.id, target);
    }
    level = [...found.values()].filter(({ id }) => !next.has(id));
  }
  return new Set(own.map(({ id }) => id).filter((id) => leadsBack(id, next)));
}

function leadsBack(id: string, next: ReadonlyMap<string, readonly string[]>): boolean {
  const seen = new Set<string>();
  const ahead = [...(next.get(id) ?? [])];
  for (let here = ahead.pop(); here !== undefined; here = ahead.pop()) {
    if (here === id) return true;
    if (seen.has(here)) continue;
    seen.add(here);
    ahead.push(...(next.get(here) ?? []));
  }
  return false;
}

const hostOf = (url: string): string => URL.parse(url)?.hostname ?? '';

const withoutPort = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

const ownNode = (origin: OriginEntry): Node => ({
  id: keyOf(origin),
  hosts: [origin.http, origin.https].flatMap((servers) => (servers?.hostnames ?? []).map(hostOf)),
  hostHeader: withoutPort(origin.hostHeader),
});

/** The origins behind host names of the fleet: those of this customer by the document, all others by the tables. */
function fleetHosts(db: Database, accountNumber: string, document: ConfigurationDocument, settings: CdnSettings) {
  const ownByKey = new Map(document.origins.map((origin) => [keyOf(origin), ownNode(origin)]));
  const ownNames = new Map(
    document.edgeCnames.map(({ name, platform, origin }) => [name, origin === null ? [] : [ownByKey.get(keyOf({ platform, directory: origin }))].filter((node) => node !== undefined)]),
  );
  const ofPlatform = (mediaTypeId: MediaTypeId) => document.origins.filter(({ platform }) => platforms.codeOf(platform) === mediaTypeId).map(ownNode);

  return {
    /** Hosts that are none of the fleet's are left out. */
    async behind(wanted: readonly string[]): Promise<ReadonlyMap<string, readonly Node[]>> {
      const behind = new Map<string, readonly Node[]>();
      const names: string[] = [];
      for (const host of new Set(wanted)) {
        const cdn = cdnHostOf(host, settings);
        if (cdn) behind.set(host, cdn.accountNumber === accountNumber ? ofPlatform(cdn.mediaTypeId) : await originsOf(db, cdn));
        else if (ownNames.has(host)) behind.set(host, ownNames.get(host) ?? []);
        else names.push(host);
      }
      for (const [name, node] of await foreignCnames(db, accountNumber, names)) behind.set(name, [node]);
      return behind;
    },
  };
}

type CdnHost = { readonly accountNumber: string; readonly mediaTypeId: MediaTypeId };

/** What a CDN host, `wpc.<account number>.<domain>`, stands for; null: it is none. */
function cdnHostOf(host: string, { domain }: CdnSettings): CdnHost | null {
  if (!host.endsWith(`.${domain}`)) return null;
  const [label, accountNumber = ''] = host.slice(0, -domain.length - 1).split('.');
  const platform = platforms.all.map(platforms.codeOf).find((each) => cdnHostLabels[each] === label);
  return platform === undefined ? null : { accountNumber: accountNumber.toUpperCase(), mediaTypeId: platform };
}

const columns = ['origins.id', 'origins.httpHostnames', 'origins.httpsHostnames', 'origins.hostHeader'] as const;

async function originsOf(db: Database, { accountNumber, mediaTypeId }: CdnHost): Promise<Node[]> {
  const rows = await db.selectFrom('origins').select(columns).where('accountNumber', '=', accountNumber).where('mediaTypeId', '=', mediaTypeId).execute();
  return rows.map(toNode);
}

/** The origins of other customers' CNAMEs of these names. */
async function foreignCnames(db: Database, accountNumber: string, names: readonly string[]): Promise<(readonly [string, Node])[]> {
  const rows = await inChunks(names, (chunk) =>
    db
      .selectFrom('edgeCnames')
      .innerJoin('origins', 'origins.id', 'edgeCnames.originId')
      .select(['edgeCnames.name', ...columns])
      .where('edgeCnames.accountNumber', '!=', accountNumber)
      .where('edgeCnames.name', 'in', chunk)
      .execute(),
  );
  return rows.map((row) => [row.name, toNode(row)]);
}

const toNode = ({ id, httpHostnames, httpsHostnames, hostHeader }: Pick<Selectable<OriginsTable>, 'id' | 'httpHostnames' | 'httpsHostnames' | 'hostHeader'>): Node => ({
  id: `origin-${id}`,
  hosts: [...fromJson(httpHostnames), ...fromJson(httpsHostnames)].map(hostOf),
  hostHeader: withoutPort(hostHeader),
});
