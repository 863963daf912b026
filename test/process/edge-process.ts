import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { secret } from '@edgegraph/cdn/fleet/agent/control-plane.fixture.ts';

const command = fileURLToPath(new URL('../../app/edge.ts', import.meta.url));

/** An edge in a process of its own, as `npm run edge` runs it. */
export interface EdgeProcess {
  readonly child: ChildProcess;
  readonly url: string;
}

/** Joins a control plane as `lax-1`, on a free port, with further options; rejects with what it printed if it ends before it is ready. */
export async function startEdgeProcess(controlPlane: string, stateDirectory: string, options: readonly string[] = []): Promise<EdgeProcess> {
  const args = ['--join', controlPlane, '--pop', 'LAX', '--name', 'lax-1', '--port', '0', '--data', stateDirectory, ...options];
  const child = spawn(process.execPath, [command, ...args], { env: { PATH: process.env.PATH, EDGE_SECRET: secret }, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
  return new Promise((resolve, reject) => {
    child.stdout.on('data', () => {
      const url = /ready: (\S+),/.exec(output)?.[1];
      if (url) resolve({ child, url });
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}

/** Resolves to its exit code, null after a signal that ended it. */
export async function endEdge({ child }: EdgeProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  return code;
}
