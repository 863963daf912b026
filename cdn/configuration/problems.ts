import { inChunks } from '../database/in-chunks.ts';
import type { Database } from '../database/tables.ts';
import type { CdnSettings } from './compile.ts';
import { type ConfigurationDocument, keyOf } from './document.ts';
import { loops } from './loops.ts';
import { isPrivateHost } from './private-host.ts';

/** Something in a valid document that edges must not be given. */
export interface ConfigurationProblem {
  /** The list and the natural key of the entry. */
  readonly entry: string;
  /** Within the entry, such as `http`, `hostnames`, 0. */
  readonly member: readonly (string | number)[];
  readonly message: string;
}

/** What can't be said of a document by itself: loops, private origins, names that are the CDN's or another customer's. */
export async function problemsOf(db: Database, accountNumber: string, document: ConfigurationDocument, settings: CdnSettings): Promise<ConfigurationProblem[]> {
  const inLoops = await loops(db, accountNumber, document, settings);
  const taken = await takenNames(db, accountNumber, document.edgeCnames.map(({ name }) => name));
  return [
    ...document.origins.flatMap((origin) => {
      const entry = `origins[${keyOf(origin)}]`;
      const servers = (['http', 'https'] as const).flatMap((protocol) =>
        (origin[protocol]?.hostnames ?? []).map((url, place) => ({ url, member: [protocol, 'hostnames', place] })),
      );
      const isLoop = inLoops.has(keyOf(origin));
      return servers.flatMap(({ url, member }, place) => [
        ...(isLoop && place === 0 ? [{ entry, member, message: `${url} leads back to this origin through the CDN's own edges; name the web servers themselves.` }] : []),
        ...(!settings.privateOrigins && isPrivateHost(URL.parse(url)?.hostname ?? '')
          ? [{ entry, member, message: `${url} is a private address, which edges must not ask; give a public one, or let the operator set PRIVATE_ORIGINS to on.` }]
          : []),
      ]);
    }),
    ...document.edgeCnames.flatMap(({ name }) => {
      const entry = `edgeCnames[${name}]`;
      if (`.${name}`.endsWith(`.${settings.domain}`)) return [{ entry, member: ['name'], message: `"${name}" is the CDN's own; choose a host name of yours.` }];
      return taken.has(name) ? [{ entry, member: ['name'], message: `"${name}" is taken; each host name belongs to one edge CNAME.` }] : [];
    }),
  ];
}

async function takenNames(db: Database, accountNumber: string, names: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await inChunks(names, (chunk) =>
    db.selectFrom('edgeCnames').select('name').where('accountNumber', '!=', accountNumber).where('name', 'in', chunk).execute(),
  );
  return new Set(rows.map(({ name }) => name));
}

/** Where the problem is, as diffs have it. */
export const placeOf = ({ entry, member }: Pick<ConfigurationProblem, 'entry' | 'member'>): string =>
  `${entry}${member.map((segment) => (typeof segment === 'number' ? `[${segment}]` : `.${segment}`)).join('')}`;
