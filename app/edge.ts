import { createEdge } from '@edgegraph/cdn/edge/edge.ts';
import { listen } from '@edgegraph/cdn/edge/listen.ts';
import { type EdgeCommand, parseArguments, usage, UsageError } from './edge/arguments.ts';
import { siteBefore } from './edge/site.ts';

try {
  const command = parseArguments(process.argv.slice(2));
  if (command === 'help') process.stdout.write(`${usage}\n`);
  else await run(command);
} catch (error) {
  if (!(error instanceof Error)) throw error;
  const wrongUsage = error instanceof UsageError;
  process.stderr.write(`${error.message}${wrongUsage ? ' See --help.' : ''}\n`);
  process.exitCode = wrongUsage ? 2 : 1;
}

async function run({ origins, host, port, maxBytes }: EdgeCommand): Promise<void> {
  const edge = await listen(createEdge({ sites: [siteBefore(origins)], maxBytes }), port, host).catch((error: Error) => {
    throw new Error(`Can't listen on ${host}:${port}: ${error.message}. Choose another --port or --host.`, { cause: error });
  });
  process.stdout.write(`The edge is ready: ${edge.url}, in front of ${origins.join(', ')}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void edge.close());
}
