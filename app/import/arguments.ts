import { parseArgs } from 'node:util';
import { platforms, type TargetNames } from '@edgegraph/cdn/analytics/ingest-target.ts';
import { logFormats, type LogFormat } from '@edgegraph/cdn/analytics/log/format.ts';
import { UsageError } from '../command.ts';

export const usage = `Imports access logs, plain or gzipped, also while the server runs.

  npm run import -- FILE... --customer 0001 --platform HTTP_LARGE

  --customer NUMBER   the customer's account number
  --platform NAME     HTTP_LARGE, HTTP_SMALL or ADN
  --cname NAME        the edge CNAME that the logs are of; without it they count for the customer alone
  --format NAME       combined (Combined Log Format) or raw (the CDN's own); told from the first lines if left out
  --source NAME       the log's identity, for one FILE; told from its first line if left out
  --help              this text

An import that is repeated, or was interrupted, goes on behind what is stored; no line counts twice. A log is known by its customer,
platform, CNAME and first line: imported again under another of these, it counts again.
DATA_DIR names the data directory (default: data).`;

export interface ImportCommand {
  readonly files: readonly string[];
  readonly target: TargetNames;
  readonly format: LogFormat | undefined;
  readonly source: string | undefined;
}

const mediaTypes: ReadonlyMap<string, TargetNames['mediaTypeId']> = new Map(Object.entries(platforms));

/** The command, or `help`. @throws UsageError */
export function parseArguments(args: readonly string[]): ImportCommand | 'help' {
  const { values, positionals: files } = parse(args);
  if (values.help) return 'help';
  if (files.length === 0) throw new UsageError('Name the log files to import.');
  if (values.customer === undefined)
    throw new UsageError("--customer is missing; give the customer's account number, such as 0001.");
  const mediaTypeId = mediaTypes.get(values.platform?.toUpperCase() ?? '');
  if (mediaTypeId === undefined) {
    throw new UsageError(`--platform is ${values.platform ?? 'missing'}; give HTTP_LARGE, HTTP_SMALL or ADN.`);
  }
  if (values.format !== undefined && !isLogFormat(values.format)) {
    throw new UsageError(`--format is ${values.format}; give ${Object.keys(logFormats).join(' or ')}.`);
  }
  if (values.source !== undefined && files.length > 1)
    throw new UsageError('--source names one log; import the files one by one.');
  return {
    files,
    target: { accountNumber: values.customer, mediaTypeId, cname: values.cname ?? null },
    format: values.format,
    source: values.source,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { customer: text, platform: text, cname: text, format: text, source: text, help: { type: 'boolean', short: 'h' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

const isLogFormat = (text: string): text is LogFormat => Object.hasOwn(logFormats, text);
