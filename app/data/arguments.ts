import { parseArgs } from 'node:util';
import { UsageError } from '../command.ts';

export const usage = `Says how long a customer's requests are kept, or deletes them; also while the server runs.

  npm run data -- retention --customer 0001 [--core P18M|forever] [--content P90D|forever]
  npm run data -- delete --customer 0001 [--before 2026-01-31] --yes

  --customer NUMBER   the customer's account number
  --core TIME         how far core reports reach back: days, weeks, months or years (P548D, P78W, P18M, P2Y), or forever
  --content TIME      how long logged requests, and reports of files, are kept
  --before DATE       deletes the days (UTC) before this one alone
  --yes               deletes for good, without asking; there is no way back
  --help              this text

Without --core and --content, retention tells what holds. What is kept too long is deleted at the next start, and once a day.
DATA_DIR names the data directory (default: data).`;

export type DataCommand =
  | { readonly name: 'retention'; readonly accountNumber: string; readonly change: { readonly coreDays?: number | null; readonly contentDays?: number | null } }
  | { readonly name: 'delete'; readonly accountNumber: string; readonly before: number | null };

/** The command, or `help`. @throws UsageError */
export function parseArguments(args: readonly string[]): DataCommand | 'help' {
  const { values, positionals } = parse(args);
  if (values.help) return 'help';
  const [name, ...rest] = positionals;
  if (name !== 'retention' && name !== 'delete') throw new UsageError(`The command is ${name ?? 'missing'}; give retention or delete.`);
  if (rest.length > 0) throw new UsageError(`${rest[0]} is one word too many.`);
  if (values.customer === undefined) throw new UsageError("--customer is missing; give the customer's account number, such as 0001.");
  const foreign = name === 'retention' ? (['before', 'yes'] as const) : (['core', 'content'] as const);
  for (const option of foreign) if (values[option] !== undefined) throw new UsageError(`--${option} is not for ${name}.`);
  if (name === 'retention') {
    const change = {
      ...(values.core !== undefined && { coreDays: parseTime('core', values.core) }),
      ...(values.content !== undefined && { contentDays: parseTime('content', values.content) }),
    };
    return { name, accountNumber: values.customer, change };
  }
  if (values.yes !== true) throw new UsageError('What is deleted is gone for good; say --yes if that is meant.');
  return { name, accountNumber: values.customer, before: values.before === undefined ? null : parseDate(values.before) };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { customer: text, core: text, content: text, before: text, yes: flag, help: { ...flag, short: 'h' } },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/** Days, rounded up: a year has 365, and twelve months. Null: for ever. */
function parseTime(option: string, text: string): number | null {
  if (text.toLowerCase() === 'forever') return null;
  const parts = /^P(?:(\d{1,3})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?$/i.exec(text)?.slice(1) ?? [];
  const [years = 0, months = 0, weeks = 0, days = 0] = parts.map((part) => Number(part ?? 0));
  const sum = Math.ceil((years + months / 12) * 365) + weeks * 7 + days;
  if (sum === 0) throw new UsageError(`--${option} is ${text}; give a time such as P18M or P90D, or forever.`);
  return sum;
}

/** Milliseconds since 1970 of the day's beginning, UTC. */
function parseDate(text: string): number {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // The 30th of February would come back as another day.
  if (Number.isNaN(time) || time < 0 || new Date(time).toISOString().slice(0, 10) !== text) {
    throw new UsageError(`--before is ${text}; give a day that exists, from 1970 on, such as 2026-01-31.`);
  }
  return time;
}
