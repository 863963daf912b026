import { parseArgs } from 'node:util';

export interface EdgeCommand {
  readonly origins: readonly string[];
  readonly host: string;
  readonly port: number;
  readonly maxBytes: number;
}

export class UsageError extends Error {}

export const usage = `Usage: npm run edge -- --origin URL [options]

Runs an HTTP cache (RFC 9111) alone in front of one origin, for any host name.

  --origin URL       the origin, such as http://127.0.0.1:8000; given several times,
                     the next is asked when one can not be reached
  --port PORT        where it listens; 0 takes a free port (default 8080)
  --host ADDRESS     the address it listens on (default 127.0.0.1)
  --memory MEGABYTES what it stores at most (default 256)
  --help             prints this`;

const options = {
  origin: { type: 'string', multiple: true },
  port: { type: 'string', default: '8080' },
  host: { type: 'string', default: '127.0.0.1' },
  memory: { type: 'string', default: '256' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line. Throws a UsageError that names what is wrong. */
export function parseArguments(args: readonly string[]): EdgeCommand | 'help' {
  const { origin: origins = [], port, host, memory, help } = parsed(args);
  if (help) return 'help';
  if (origins.length === 0)
    throw new UsageError('--origin is missing: give the URL of the origin, such as --origin http://127.0.0.1:8000.');
  return {
    origins: origins.map(originUrl),
    host,
    port: whole('--port', port, 0, 65_535),
    maxBytes: whole('--memory', memory, 1, 1_000_000) * 1024 * 1024,
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

function originUrl(text: string): string {
  const url = URL.parse(text);
  const bare =
    url &&
    (url.protocol === 'http:' || url.protocol === 'https:') &&
    url.pathname === '/' &&
    url.search === '' &&
    url.username === '';
  if (!bare) throw new UsageError(`--origin ${text} must be http:// or https://, a host and perhaps a port, without a path.`);
  return url.origin;
}

function whole(name: string, text: string, least: number, most: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new UsageError(`${name} ${text} must be a whole number from ${least} to ${most}.`);
}
