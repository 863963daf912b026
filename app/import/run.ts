import { basename, resolve } from 'node:path';
import { ingestLog, type IngestSummary } from '@edgegraph/cdn/analytics/ingest.ts';
import { openLog } from '@edgegraph/cdn/analytics/log/file.ts';
import { exitCodeOf } from '../command.ts';
import { parseArguments, usage, type ImportCommand } from './arguments.ts';
import type { StorePlaces } from '../store-places.ts';
import { openDestination } from './destination.ts';
import { showProgress } from './progress.ts';

export interface ImportSettings extends StorePlaces {
  /** What the files' relative paths start from. */
  readonly workingDirectory: string;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
}

/** Runs the import command; resolves to its exit code, 0 also with unreadable lines. */
export const runImport = (args: readonly string[], settings: ImportSettings): Promise<0 | 1 | 2> =>
  exitCodeOf(settings.errors, async () => {
    const command = parseArguments(args);
    if (command === 'help') settings.output.write(`${usage}\n`);
    else await importFiles(command, settings);
  });

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
