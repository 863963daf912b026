import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { canNotListenCode } from './edge/can-not-listen.ts';

export interface LocalEdgeSettings {
  /** The product's own address. */
  readonly controlPlane: string;
  readonly secret: string;
  readonly host: string;
  readonly port: number;
  readonly pop: string;
  /** Unique in the fleet. */
  readonly name: string;
  /** An absolute path. */
  readonly stateDirectory: string;
  readonly report: (message: string) => void;
}

export interface LocalEdge {
  /** Resolves once it has finished its requests and ended. */
  stop(): Promise<void>;
}

const command = fileURLToPath(new URL('edge.ts', import.meta.url));
const restart = { firstMs: 1000, maxMs: 30_000 };
/** An edge that ran for so long has not failed at its start. */
const steadyMs = 60_000;

/** Keeps one embedded edge running in a process of its own. It ends with this process, however that ends. */
export function startLocalEdge(settings: LocalEdgeSettings): LocalEdge {
  const stopping = new AbortController();
  const kept = keepRunning(settings, stopping.signal);
  return {
    stop: () => {
      stopping.abort();
      return kept;
    },
  };
}

async function keepRunning(settings: LocalEdgeSettings, stopping: AbortSignal): Promise<void> {
  for (let failures = 0, told = ''; !stopping.aborted; failures += 1) {
    const startedAt = Date.now();
    const end = await runOnce(settings, stopping);
    if (stopping.aborted) return;
    if (Date.now() - startedAt > steadyMs) [failures, told] = [0, ''];
    const reason = end === canNotListenCode ? portTaken(settings) : `The edge ended (${end}). It is started again.`;
    if (reason !== told) settings.report(reason);
    told = reason;
    await setTimeout(Math.min(restart.maxMs, restart.firstMs * 2 ** failures), undefined, { signal: stopping }).catch(() => undefined);
  }
}

const portTaken = ({ host, port }: LocalEdgeSettings): string =>
  `The edge can't listen on ${host}:${port}. Set EDGE_PORT to a free port, or to off to start no edge. All else runs; the edge starts once the port is free.`;

/** Resolves to the process's exit code, or the signal that ended it. */
async function runOnce({ controlPlane, secret, host, port, pop, name, stateDirectory }: LocalEdgeSettings, stopping: AbortSignal): Promise<number | string> {
  const args = ['--join', controlPlane, '--name', name, '--pop', pop, '--host', host, '--port', String(port), '--data', stateDirectory];
  const edge = fork(command, args, { env: environment(secret), stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
  forward(edge);
  const stop = () => void edge.kill('SIGTERM');
  stopping.addEventListener('abort', stop);
  const [code, signal] = await once(edge, 'exit').catch((error: Error) => [error.message]);
  stopping.removeEventListener('abort', stop);
  return code ?? signal;
}

/** Passes on what it says, save that it can't listen, which is told in the words of the settings. */
function forward({ stderr }: ChildProcess): void {
  stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (!text.startsWith("Can't listen")) process.stderr.write(text);
  });
}

/** Without what an edge needs not know. */
function environment(secret: string): NodeJS.ProcessEnv {
  const { ADMIN_TOKEN: _, DATABASE_URL: __, ...rest } = process.env;
  return { ...rest, EDGE_SECRET: secret };
}
