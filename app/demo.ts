import { runDemo } from './demo/run.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());

process.exitCode = await runDemo(process.argv.slice(2), { environment: process.env, output: process.stdout, errors: process.stderr, signal: stop.signal });
