import { join, resolve } from 'node:path';
import { runAlone } from './edge/alone.ts';
import { UsageError } from './command.ts';
import { parseArguments, usage } from './edge/arguments.ts';
import { CanNotListen, canNotListenCode } from './edge/can-not-listen.ts';
import { runJoined } from './edge/join.ts';
import type { RunningEdge } from './edge/running-edge.ts';

try {
  const command = parseArguments(process.argv.slice(2));
  if (command === 'help') process.stdout.write(`${usage}\n`);
  else if ('alone' in command) untilStopped(await runAlone(command.alone));
  else {
    const { name, stateDirectory } = command.join;
    // npm starts scripts in the package's directory and says where it was called.
    const given = stateDirectory && resolve(process.env.INIT_CWD ?? '', stateDirectory);
    const report = (message: string) => void process.stderr.write(`${name}: ${message}\n`);
    untilStopped(await runJoined(command.join, { secret: process.env.EDGE_SECRET, stateDirectory: given ?? join('data', 'edges', name), report }));
  }
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const wrongUsage = error instanceof UsageError;
  process.stderr.write(`${error.message}${wrongUsage ? ' See --help.' : ''}\n`);
  process.exitCode = wrongUsage ? 2 : error instanceof CanNotListen ? canNotListenCode : 1;
  if (process.connected) process.disconnect();
}

function untilStopped({ ready, close }: RunningEdge): void {
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await (stopping ??= close());
    if (process.connected) process.disconnect();
  };
  // A product that started this edge takes it along, however it ends.
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(event, () => void stop());
  process.stdout.write(`${ready}\n`);
}
