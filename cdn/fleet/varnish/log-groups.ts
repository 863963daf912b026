import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { varnishEnvironment } from './varnishd.ts';

/** What Varnish logged of a client's request, or of one to an origin. */
export interface Transaction {
  readonly side: 'client' | 'origin';
  /** In their order. The values are bytes, as characters up to U+00FF. */
  readonly records: readonly LogRecord[];
}

export interface LogRecord {
  readonly tag: string;
  readonly value: string;
}

export interface VarnishLog {
  /** Ends when it has been stopped, or varnishlog has ended. */
  readonly ended: Promise<void>;
  stop(): void;
}

const tags = ['Begin', 'ReqStart', 'ReqMethod', 'ReqURL', 'ReqProtocol', 'RespStatus', 'ReqAcct', 'BereqAcct', 'Timestamp', 'VCL_Log', 'FetchError'];
const requestFields = 'ReqHeader:^(?i)(?:host|referer|user-agent):';

/** Follows a varnishd's log: a request of a client and all that came of it is one group, told when all of it is done. */
export function followLog(instance: string, onGroup: (group: readonly Transaction[]) => void): VarnishLog {
  // The shell ends varnishlog when this process ends, however that happens: its input then ends.
  const script = 'exec 3<&0; varnishlog "$@" & log=$!; { cat <&3; kill $log; } >/dev/null 2>&1 & wait $log';
  const shell = spawn(
    'sh',
    ['-c', script, 'sh', '-n', instance, '-g', 'request', '-L', '10000', '-T', '3600', '-i', tags.join(','), '-I', requestFields],
    { env: varnishEnvironment(), stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  shell.once('close', () => resolve()).once('error', () => resolve());
  shell.once('exit', () => shell.stdin.destroy());
  shell.stdin.on('error', () => undefined);
  void read(shell.stdout, onGroup).catch(() => undefined);
  return { ended, stop: () => shell.stdin.end() };
}

async function read(output: Readable, onGroup: (group: readonly Transaction[]) => void): Promise<void> {
  let rest = '';
  let group: { side: Transaction['side']; records: LogRecord[] }[] = [];
  // Not as UTF-8, which clients need not send; and only a line feed ends a line.
  for await (const chunk of output) {
    const lines = (rest + (chunk as Buffer).toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, request] = /^\*\S*\s+<<\s*(\w+)\s*>>/.exec(line) ?? [];
      const [, tag, value] = /^-\S*\s+(\w+)\s+([^]*)$/.exec(line) ?? [];
      if (request) group.push({ side: request === 'BeReq' ? 'origin' : 'client', records: [] });
      else if (tag && value !== undefined) group.at(-1)?.records.push({ tag, value });
      else if (line === '' && group.length > 0) {
        onGroup(group);
        group = [];
      }
    }
  }
}
