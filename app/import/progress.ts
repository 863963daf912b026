import type { WriteStream } from 'node:tty';
import type { LogFile } from '@edgegraph/cdn/analytics/log/file.ts';
import { SingleBar } from 'cli-progress';

/** Shows how far a file has been read. */
export interface Progress {
  update(lines: number): void;
  stop(): void;
}

const count = new Intl.NumberFormat('en');

/** A bar on a terminal; elsewhere a line of text every tenth of the file. */
export function showProgress(output: NodeJS.WritableStream | WriteStream, log: LogFile, name: string): Progress {
  return 'isTTY' in output && output.isTTY ? bar(output, log, name) : lines(output, log, name);
}

function bar(stream: NodeJS.WritableStream, log: LogFile, name: string): Progress {
  const bar = new SingleBar({
    stream,
    format: '{name} [{bar}] {percentage} % · {lines} lines · {eta_formatted}',
    hideCursor: true,
  });
  bar.start(log.size, 0, { name, lines: 0 });
  return {
    update: (lines) => bar.update(log.bytesRead(), { lines: count.format(lines) }),
    stop: () => bar.stop(),
  };
}

function lines(output: NodeJS.WritableStream, log: LogFile, name: string): Progress {
  let shown = 0;
  return {
    update: (lines) => {
      const tenths = Math.floor((log.bytesRead() / log.size) * 10);
      if (tenths <= shown || tenths === 10) return;
      shown = tenths;
      output.write(`${name}: ${tenths * 10} %, ${count.format(lines)} lines\n`);
    },
    stop: () => {},
  };
}
