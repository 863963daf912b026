import { parseArgs } from 'node:util';
import { UsageError } from '../command.ts';
import { bareUrl, whole } from '../edge/arguments.ts';

export interface DemoCommand {
  /** How many times faster than by the log's own clock. */
  readonly speed: number;
  /** Seconds between two purges; 0: none. */
  readonly purgeSeconds: number;
  /** A product that runs already, and its edge; null: the demo starts one. */
  readonly running: { readonly product: string; readonly edge: string } | null;
}

export const usage = `Usage: npm run demo -- [options]

Replays the 8,000 requests of the bundled log through an edge, over and over, against a small
origin of its own, purges something now and then, and prints what the graph says of it. It starts
the product by itself, on data that is removed at the end. Stop it by Ctrl-C.

  --speed FACTOR     how much faster than by the log's clock (default 1000: its 67 hours pass in
                     four minutes, about 33 requests a second)
  --purge SECONDS    how often to purge; 0 never (default 20)
  --product URL      use a product that runs, such as http://127.0.0.1:4000, and keep its data.
                     It must have been started with PRIVATE_ORIGINS=on, since the demo's origin is
                     on this machine, and an administrator's token must be in the environment, as TOKEN
  --edge URL         its edge (default http://127.0.0.1:8080)
  --help             prints this

The product that the demo starts takes its settings from the environment, as npm start does: PORT
and EDGE_PORT where 4000 and 8080 are taken, ADMIN_TOKEN for a token of your own.`;

const options = {
  speed: { type: 'string', default: '1000' },
  purge: { type: 'string', default: '20' },
  product: { type: 'string' },
  edge: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** Reads the command line. Throws a UsageError that names what is wrong. */
export function parseArguments(args: readonly string[]): DemoCommand | 'help' {
  const { speed, purge, product, edge, help } = parsed(args);
  if (help) return 'help';
  if (product === undefined && edge !== undefined) throw new UsageError('--edge is of a product that runs: give --product, too, or leave out both.');
  return {
    speed: whole('--speed', speed, 1, 100_000),
    purgeSeconds: whole('--purge', purge, 0, 86_400),
    running: product === undefined ? null : { product: bareUrl('--product', product), edge: bareUrl('--edge', edge ?? 'http://127.0.0.1:8080') },
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: false }).values;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
}
