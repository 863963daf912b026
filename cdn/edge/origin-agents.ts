import { lookup, type LookupOneOptions } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import { Agent, buildConnector } from 'undici';
import { ForbiddenAddressError, isForbidden } from './address-guard.ts';
import type { SiteOrigin } from './site.ts';
import type { Dispatch } from './undici.ts';

export interface OriginTimeouts {
  /** Milliseconds to connect to an origin. */
  readonly connectTimeoutMs: number;
  /** Milliseconds that an origin may be silent, before and within its answer. */
  readonly originTimeoutMs: number;
}

type Reach = Pick<SiteOrigin, 'addressFamily' | 'mayBePrivate'>;

/** Connections to origins, apart by what addresses they may have: no origin gets one that was made by another's rules. */
export class OriginAgents {
  readonly #timeouts: OriginTimeouts;
  readonly #agents = new Map<string, Agent>();

  constructor(timeouts: OriginTimeouts) {
    this.#timeouts = timeouts;
  }

  dispatch(origin: Reach, ...[options, handler]: Parameters<Dispatch>): boolean {
    const key = `${origin.addressFamily} ${origin.mayBePrivate}`;
    const agent = this.#agents.get(key) ?? this.#agent(origin);
    this.#agents.set(key, agent);
    return agent.dispatch(options, handler);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#agents.values()].map((agent) => agent.destroy()));
  }

  #agent(origin: Reach): Agent {
    const { connectTimeoutMs, originTimeoutMs } = this.#timeouts;
    return new Agent({
      connect: connector(origin, connectTimeoutMs),
      headersTimeout: originTimeoutMs,
      bodyTimeout: originTimeoutMs,
    });
  }
}

function connector(origin: Reach, timeout: number): buildConnector.connector {
  const connect = buildConnector({ timeout, lookup: lookupFor(origin) });
  if (origin.mayBePrivate) return connect;
  return (options, callback) => {
    // An address is connected to without a look-up.
    if (isIP(options.hostname) !== 0 && isForbidden(options.hostname)) queueMicrotask(() => callback(new ForbiddenAddressError(), null));
    else connect(options, callback);
  };
}

const families: Readonly<Record<SiteOrigin['addressFamily'], Pick<LookupOneOptions, 'family' | 'order'>>> = {
  ipv4: { family: 4 },
  ipv6: { family: 6 },
  'ipv4-preferred': { family: 0, order: 'ipv4first' },
  'ipv6-preferred': { family: 0, order: 'ipv6first' },
};

/** Finds the addresses that are then connected to: what is judged here can't change before. */
export const lookupFor =
  ({ addressFamily, mayBePrivate }: Reach): LookupFunction =>
  (hostname, options, callback) =>
    lookup(hostname, { ...options, ...families[addressFamily], all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const allowed = mayBePrivate ? addresses : addresses.filter(({ address }) => !isForbidden(address));
      const [first] = allowed;
      if (!first) callback(new ForbiddenAddressError(), []);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
