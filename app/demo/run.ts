import { Agent } from 'node:http';
import { exitCodeOf, UsageError } from '../command.ts';
import { answersOf } from './answers.ts';
import { type DemoCommand, parseArguments, usage } from './arguments.ts';
import { configure, hostname } from './configure.ts';
import { tellFigures } from './figures.ts';
import { graphOf } from './graph.ts';
import { startOrigin } from './origin.ts';
import { type DemoProduct, startOwnProduct } from './own-product.ts';
import { purgeInTurn } from './purges.ts';
import { make, replay } from './replay.ts';
import { readRequests } from './requests.ts';

export interface DemoSettings {
  readonly environment: NodeJS.ProcessEnv;
  readonly output: NodeJS.WritableStream;
  readonly errors: NodeJS.WritableStream;
  /** Ends the demo. */
  readonly signal: AbortSignal;
}

const figuresEveryMs = 3000;

/** Runs the demo command until its signal; resolves to its exit code. */
export const runDemo = (args: readonly string[], settings: DemoSettings): Promise<0 | 1 | 2> =>
  exitCodeOf(settings.errors, async () => {
    const command = parseArguments(args);
    if (command === 'help') settings.output.write(`${usage}\n`);
    else await demonstrate(command, settings);
  });

async function demonstrate(command: DemoCommand, { environment, output, signal }: DemoSettings): Promise<void> {
  const say = (line: string): void => void output.write(`${line}\n`);
  await using started = new AsyncDisposableStack();
  const log = await readRequests();
  const answers = answersOf(log.requests);
  const origin = started.adopt(await startOrigin(answers), (each) => each.close());
  if (!command.running) say('Starting a product for the demo; its data goes when the demo ends.');
  const { product, edge, token, ended } = started.adopt(await productOf(command, environment), (each) => each.close());
  const ask = graphOf(product, token);
  const id = await configure(ask, origin.host).catch(explainPrivateOrigins);
  await assertDelivers(edge, origin.host);
  say(`Playground: ${product}/playground/\nToken:      ${command.running ? 'the one in TOKEN' : token}\n`);
  say(`Replaying ${log.requests.length} requests of the bundled log at ${command.speed} times their speed: ${edge} with "host: ${hostname}" (edge CNAME ${id}), origin ${origin.host}. Ctrl-C ends it.\n`);

  const failed = new AbortController();
  const until = AbortSignal.any([signal, ended, failed.signal]);
  const parts = [replay({ ...log, answers, edge, speed: command.speed, signal: until }), tellFigures(ask, id, { everyMs: figuresEveryMs, say, signal: until })];
  if (command.purgeSeconds > 0) parts.push(purgeInTurn(ask, { pauseMs: command.purgeSeconds * 1000, say, signal: until }));
  // What one can't do, the others need not go on with.
  await Promise.all(parts.map((part) => part.finally(() => failed.abort())));
  if (ended.aborted && !signal.aborted) throw new Error('The product ended, and the demo with it.');
}

async function productOf({ running }: DemoCommand, environment: NodeJS.ProcessEnv): Promise<DemoProduct> {
  if (!running) return startOwnProduct(environment);
  const token = environment.TOKEN;
  if (!token) throw new UsageError(`TOKEN is missing in the environment: set it to the token of an administrator of ${running.product}.`);
  return { ...running, token, ended: new AbortController().signal, close: async () => {} };
}

/** The demo's origin is on this machine, which edges may ask only if the product was started so. */
function explainPrivateOrigins(error: Error): never {
  if (!error.message.includes('PRIVATE_ORIGINS')) throw error;
  throw new Error(`The product refuses the demo's origin, which is on this machine. Start it with PRIVATE_ORIGINS=on, or leave out --product: the demo then starts one itself. (${error.message})`, { cause: error });
}

/** Throws unless the edge serves the demo's host name. */
async function assertDelivers(edge: string, originHost: string): Promise<void> {
  const agent = new Agent();
  const probe = { at: 0, method: 'GET', target: '/favicon.ico', status: 200, bytes: 0, referrer: '', userAgent: '' };
  const status = await make(probe, { edge, agent, answers: new Map() }).catch((error: Error) => error.message);
  agent.destroy();
  if (status !== 200) throw new Error(`The edge at ${edge} does not serve ${hostname} from ${originHost} (${status}). Name the edge of the product by --edge; it must have been started with PRIVATE_ORIGINS=on.`);
}
