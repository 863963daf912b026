import { exitCodeOf } from '../command.ts';
import { openDestination } from '../import/destination.ts';
import type { StorePlaces } from '../store-places.ts';
import { type DataCommand, parseArguments, usage } from './arguments.ts';

export interface DataSettings extends StorePlaces {
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

/** Runs the data command; resolves to its exit code. */
export const runData = (args: readonly string[], settings: DataSettings): Promise<0 | 1 | 2> =>
  exitCodeOf(settings.errors, async () => {
    const command = parseArguments(args);
    settings.output.write(`${command === 'help' ? usage : await run(command, settings)}\n`);
  });

async function run(command: DataCommand, places: StorePlaces): Promise<string> {
  const { customerData, close } = await openDestination(places);
  try {
    if (command.name === 'retention') {
      const { coreDays, contentDays } = await customerData.setRetention(command);
      return `Customer ${command.accountNumber}: core reports reach back ${timeOf(coreDays)}; requests and reports of files are kept ${timeOf(contentDays)}.`;
    }
    const accountNumber = await customerData.delete(command);
    const { before } = command;
    return `Customer ${accountNumber}: all requests${before === null ? '' : ` before ${new Date(before).toISOString().slice(0, 10)}`} are deleted.`;
  } finally {
    await close();
  }
}

const timeOf = (days: number | null): string => (days === null ? 'for ever' : `${days} days`);
