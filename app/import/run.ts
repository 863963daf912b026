import { basename, resolve } from 'node:path';
import { ingestLog, type IngestSummary } from '@edgegraph/cdn/analytics/ingest.ts';
import { openLog } from '@edgegraph/cdn/analytics/log/file.ts';
import { parseArguments, usage, UsageError, type ImportCommand } from './arguments.ts';
import type { StorePlaces } from '../store-places.ts';
import { openDestination } from './destination.ts';
import { showProgress } from './progress.ts';

export interface ImportSettings extends StorePlaces {
  /** What the files' relative paths start from. */
  readonly workingDirectory: string;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

/** Runs the import command. Resolves to the exit code: 0, also with unreadable lines; 1: a file wasn't imported; 2: wrong usage. */
export async function runImport(args: readonly string[], settings: ImportSettings): Promise<0 | 1 | 2> {
  try {
    const command = parseArguments(args);
    if (command === 'help') settings.output.write(`${usage}\n`);
    else await importFiles(command, settings);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      settings.errors.write(`${error.message} See --help.\n`);
      return 2;
    }
    if (!(error instanceof Error)) throw error;
    settings.errors.write(`${error.message}\n`);
    return 1;
  }
}

async function importFiles({ files, target: names, format, source }: ImportCommand, settings: ImportSettings): Promise<void> {
  const { workingDirectory, output } = settings;
  const { sink, resolveTarget, close } = await openDestination(settings);
  try {
    const target = await resolveTarget(names);
    for (const file of files) {
      const log = await openLog(resolve(workingDirectory, file));
      const progress = showProgress(output, log, basename(file));
      const onProgress = ({ lines }: IngestSummary) => progress.update(lines);
      const summary = await ingestLog({ sink, log, target, format, source, onProgress }).finally(() => progress.stop());
      output.write(describe(file, summary));
    }
  } finally {
    await close();
  }
}

const count = new Intl.NumberFormat('en');

function describe(file: string, { lines, imported, known, bad, problems }: IngestSummary): string {
  const counts = `${count.format(imported)} imported, ${count.format(known)} known from before, ${count.format(bad)} unreadable`;
  const shown = problems.map(({ line, problem }) => `  line ${line} ${problem}`);
  if (bad > problems.length) shown.push(`  and ${count.format(bad - problems.length)} more`);
  return [`${file}: ${count.format(lines)} requests: ${counts}`, ...shown, ''].join('\n');
}
