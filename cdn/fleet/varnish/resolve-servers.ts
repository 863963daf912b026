import { lookup } from 'node:dns/promises';
import { isIP, isIPv6 } from 'node:net';
import { isForbidden } from '../../edge/address-guard.ts';
import type { SiteOrigin } from '../../edge/site.ts';

/** One server of an origin at one address. */
export interface Backend {
  readonly address: string;
  readonly port: number;
  /** Host and port as the origin knows itself. */
  readonly host: string;
}

export interface ResolvedServers {
  readonly backends: readonly Backend[];
  /** Which servers may not be where they are, as texts for the customer. A name that can't be resolved now may be later. */
  readonly problems: readonly string[];
}

/** Of one name; more would only lengthen the wait for an origin that is down. */
const maxAddresses = 3;

/** The addresses of an origin's servers, without those where it may not be. */
export async function resolveServers(origin: SiteOrigin): Promise<ResolvedServers> {
  const resolved = await Promise.all(origin.servers.map((server) => resolveServer(server, origin)));
  return { backends: resolved.flatMap(({ backends }) => backends), problems: resolved.flatMap(({ problems }) => problems) };
}

async function resolveServer(server: string, { addressFamily, mayBePrivate }: SiteOrigin): Promise<ResolvedServers> {
  const { hostname, port, host } = new URL(server);
  const name = hostname.replace(/^\[(.*)\]$/, '$1');
  const found = await addressesOf(name);
  const [version] = addressFamily.split('-', 1);
  const preferred = found.filter((address) => isIPv6(address) === (version === 'ipv6'));
  const usable = addressFamily.endsWith('-preferred') ? [...preferred, ...found.filter((address) => !preferred.includes(address))] : preferred;
  const allowed = usable.filter((address) => mayBePrivate || !isForbidden(address));
  if (usable.length > 0 && allowed.length === 0)
    return { backends: [], problems: [`The server ${server} is at a private or reserved address. Name one that the internet can reach.`] };
  return { backends: allowed.slice(0, maxAddresses).map((address) => ({ address, port: Number(port || 80), host })), problems: [] };
}

/** In a constant order, so that the same answer gives the same VCL. */
async function addressesOf(name: string): Promise<string[]> {
  if (isIP(name)) return [name];
  try {
    return (await lookup(name, { all: true })).map(({ address }) => address).sort();
  } catch {
    return [];
  }
}
