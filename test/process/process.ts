import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { FormattedExecutionResult } from 'graphql';
import type { Data } from '../product.ts';

const main = fileURLToPath(new URL('../../app/main.ts', import.meta.url));

/** A running product in a process of its own, as `npm start` runs it after its build. */
export interface ProductProcess {
  readonly child: ChildProcess;
  readonly url: string;
  /** What it printed until it was ready. */
  readonly output: string;
}

/** Starts `app/main.ts` with these settings on a free port, without an edge unless they say so; rejects with what it printed if it ends before it is ready. `kill` ends it at once. */
export async function startProcess(settings: Readonly<Record<string, string>>, kill?: AbortSignal): Promise<ProductProcess> {
  const child = spawn(process.execPath, [main], { env: { PATH: process.env.PATH, PORT: '0', EDGE_PORT: 'off', ...settings }, stdio: ['ignore', 'pipe', 'pipe'] });
  kill?.addEventListener('abort', () => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => void (output += text));
  return new Promise((resolve, reject) => {
    child.stdout.on('data', () => {
      const url = /ready: (\S+)\/graphql[\s\S]*playground\/\n/.exec(output)?.[1];
      if (url) resolve({ child, url, output });
    });
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
}

/** Ends a process and waits for its end; resolves to its exit code, null after a signal that ended it. */
export async function end({ child }: ProductProcess, signal: NodeJS.Signals): Promise<number | null> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = (await ended) as [number | null];
  return code;
}

/** Asks a running product. */
export async function ask(url: string, token: string, query: string, variables?: object) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `TOK:${token}` },
    body: JSON.stringify({ query, variables }),
  });
  // What GraphQL over HTTP answers.
  return (await response.json()) as FormattedExecutionResult<Data> & { data: Data };
}
