import { parseArgs } from 'node:util';
import { popByCode } from '@edgegraph/cdn/network/pops.ts';
import { edgeName } from '@edgegraph/cdn/fleet/protocol.ts';
import { UsageError } from '../command.ts';

interface Listening {
  readonly host: string;
  readonly port: number;
  readonly maxBytes: number;
}

/** An edge in front of one origin, without a control plane. */
export interface AloneCommand extends Listening {
  readonly origins: readonly string[];
}

/** An edge of a fleet. */
export interface JoinCommand extends Listening {
  /** Scheme, host and port. */
  readonly controlPlane: string;
  /** Three capital letters. */
  readonly pop: string;
  readonly name: string;
  readonly driver: Driver;
  /** Where it keeps its state; null: `data/edges/` and its name. */
  readonly stateDirectory: string | null;
}

/** What runs its HTTP cache. */
type Driver = (typeof drivers)[number];

export type EdgeCommand = { readonly alone: AloneCommand } | { readonly join: JoinCommand };

export const usage = `Usage: npm run edge -- --origin URL [options]
       npm run edge -- --join URL --pop CODE --name NAME [options]

Runs an HTTP cache (RFC 9111): alone in front of one origin, for any host name; or as an edge of a
fleet, which serves what its control plane configures. To join, it needs the control plane's secret
in the environment, as EDGE_SECRET.

  --origin URL       the origin, such as http://127.0.0.1:8000; given several times,
                     the next is asked when one can not be reached
  --join URL         the control plane, such as http://127.0.0.1:4000
  --pop CODE         the point of presence that it is in: three letters, such as LAX
  --name NAME        its name, unique in the fleet, such as lax-1
  --driver DRIVER    what its cache is: embedded (default), or varnish, which must be installed
  --data DIRECTORY   where it keeps its configuration and the events that are not sent yet
                     (default data/edges/NAME)
  --port PORT        where it listens; 0 takes a free port (default 8080)
  --host ADDRESS     the address it listens on (default 127.0.0.1)
  --memory MEGABYTES what it stores at most (default 256)
  --help             prints this`;

const drivers = ['embedded', 'varnish'] as const;

const options = {
  origin: { type: 'string', multiple: true },
  join: { type: 'string' },
  pop: { type: 'string' },
  name: { type: 'string' },
  driver: { type: 'string' },
  data: { type: 'string' },
  port: { type: 'string', default: '8080' },
  host: { type: 'string', default: '127.0.0.1' },
  memory: { type: 'string', default: '256' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line. Throws a UsageError that names what is wrong. */
export function parseArguments(args: readonly string[]): EdgeCommand | 'help' {
  const { origin: origins = [], join, pop, name, driver, data, port, host, memory, help } = parsed(args);
  if (help) return 'help';
  const listening = { host, port: whole('--port', port, 0, 65_535), maxBytes: whole('--memory', memory, 1, 1_000_000) * 1024 * 1024 };
  if (join === undefined) {
    if (origins.length === 0)
      throw new UsageError('--origin is missing: give the URL of the origin, such as --origin http://127.0.0.1:8000, or that of a control plane as --join.');
    for (const [option, given] of Object.entries({ pop, name, driver, data })) if (given !== undefined) throw new UsageError(`--${option} is for an edge that joins a control plane: give --join, too.`);
    return { alone: { ...listening, origins: origins.map((url) => bareUrl('--origin', url)) } };
  }
  if (origins.length > 0) throw new UsageError('--origin is for an edge alone: one that joins gets its origins from the control plane. Leave out one of --origin and --join.');
  return { join: { ...listening, controlPlane: bareUrl('--join', join), pop: popCode(pop), name: nameOf(name), driver: driverOf(driver), stateDirectory: data ?? null } };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Scheme, host and port of a URL that has nothing else. */
export function bareUrl(option: string, text: string): string {
  const url = URL.parse(text);
  const bare =
    url &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.pathname === '/' &&
    url.search === '' &&
    url.username === '';
  if (!bare) throw new UsageError(`${option} ${text} must be http:// or https://, a host and perhaps a port, without a path.`);
  return url.origin;
}

function popCode(code: string | undefined): string {
  if (code === undefined) throw new UsageError('--pop is missing: give the point of presence that the edge is in, such as --pop LAX.');
  if (!/^[A-Za-z]{3}$/.test(code)) throw new UsageError(`--pop ${code} must be three letters, such as LAX.`);
  if (popByCode(code) === undefined) throw new UsageError(`--pop ${code} is no POP of this CDN: give one that \`pops\` of the graph lists, such as LAX.`);
  return code.toUpperCase();
}

function nameOf(name: string | undefined): string {
  if (name === undefined) throw new UsageError('--name is missing: give the edge a name that no other edge of the fleet has, such as --name lax-1.');
  const parsedName = edgeName.safeParse(name);
  if (parsedName.success) return parsedName.data;
  throw new UsageError(`--name ${name} ${parsedName.error.issues.map(({ message }) => message).join(' ')}`);
}

function driverOf(driver = 'embedded'): Driver {
  const known = drivers.find((each) => each === driver);
  if (known === undefined) throw new UsageError(`--driver ${driver} must be ${drivers.join(' or ')}.`);
  return known;
}

/** A whole number within bounds. */
export function whole(name: string, text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`${name} ${text} must be a whole number from ${least} to ${most}.`);
}
