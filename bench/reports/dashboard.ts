/**
 * A dashboard of 12 series through the graph, over HTTP, beside the same SQL sent straight to the engine: npm run bench:reports. EVENTS=1000000 for a try,
 * SEED for other requests, ROUNDS for more of them; DATA=DIRECTORY keeps them, and a later run goes on with what is there. Each answer is checked.
 */
import { setTimeout } from 'node:timers/promises';
import { startProduct } from '@edgegraph/test/product.ts';
import { table } from '../statistics.ts';
import { cnamesPerCustomer, days, generate } from './generate.ts';
import { countOf, dashboard, others, panels } from './operations.ts';
import { recordEngine, type Statement } from './recorded-engine.ts';

const whole = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise);
const [events, seed, rounds] = [whole('EVENTS', 100_000_000), whole('SEED', 1), whole('ROUNDS', 40)];

const dayMs = 86_400_000;
const startOfDay = (time: number): number => Math.floor(time / dayMs) * dayMs;

const engine = recordEngine();
// A busy machine shall not end it.
await using product = await startProduct({ dataDirectory: process.env.DATA, settings: { REST_TIMEOUT: '600000' } });
const until = await ends();
console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}; ${rounds} rounds, in turns; milliseconds; CPU of this process, with the client, the engine's threads and all\n`);
const measured = [{ name: `dashboard of ${panels.length} series`, query: dashboard(until) }, ...others(until)];
await checkPanels();
const rows: string[][] = [];
for (const { name, query } of measured) rows.push([name, ...(await compare(query))]);
console.log(table(['operation', 'statements', 'p50, graph', 'SQL', 'ratio', 'p95, graph', 'SQL', 'ratio', 'CPU, graph', 'SQL', 'ratio'], rows));

/** The midnight that the generated requests end at. If there are none yet, they are made up to this one, within what is kept of customers. */
async function ends(): Promise<number> {
  const { made, first } = await read("SELECT count() AS made, toUnixTimestamp64Milli(min(time)) AS first FROM events WHERE source = 'bench'");
  if (Number(made) > 0) return startOfDay(Number(first)) + days * dayMs;
  const midnight = startOfDay(Date.now());
  await createCnames();
  await fill(midnight);
  return midnight;
}

/** So that the graph knows the CNAMEs of the generated requests. */
async function createCnames(): Promise<void> {
  for (let number = 2; number <= cnamesPerCustomer; number += 1) {
    const body = { DirPath: `${number}`, MediaTypeId: 3, Name: `www${number}.example.com`, OriginId: 1 };
    const { status, text } = await product.rest('POST', '/v2/mcc/customers/0001/cnames', { token: product.adminToken, body });
    if (status !== 200) throw new Error(text);
  }
}

async function fill(midnight: number): Promise<void> {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1000).toFixed(0);
  const onProgress = (made: number) => console.error(`${made} requests after ${seconds()} s`);
  await generate(async (sql, parameters) => void (await engine.send(sql, parameters)), { events, seed, until: midnight, onProgress });
  // A quiet machine: what is measured is a query, not its neighbours.
  while (Number((await read('SELECT count() AS merges FROM system.merges')).merges) > 0) await setTimeout(1000);
  const { bytes } = await read('SELECT sum(bytes_on_disk) AS bytes FROM system.parts WHERE active');
  console.log(`${events} requests of 30 days, seed ${seed}: made in ${seconds()} s, ${(Number(bytes) / 1e9).toFixed(1)} GB on disk`);
}

/** The one row that a statement gives. */
async function read(sql: string): Promise<Record<string, unknown>> {
  // One JSON object a line.
  return JSON.parse(await engine.send(sql)) as Record<string, unknown>;
}

/** What the panels show adds up to what is counted in the requests themselves. */
async function checkPanels(): Promise<void> {
  const { data, errors } = await product.graphql(dashboard(until), { token: product.adminToken });
  if (errors || !data) throw new Error(JSON.stringify(errors));
  for (const [index, panel] of panels.entries()) {
    const points: readonly { metrics: { requests: string; bytes: string } }[] = data.customer[`panel${index}`].series;
    const counted = await read(countOf(panel, until));
    for (const figure of ['requests', 'bytes'] as const) {
      const shown = points.reduce((total, { metrics }) => total + BigInt(metrics[figure]), 0n);
      if (String(shown) !== String(counted[figure])) throw new Error(`Panel ${index} shows ${shown} ${figure}, there are ${String(counted[figure])}`);
    }
  }
}

async function ask(query: string): Promise<string> {
  const headers = { 'content-type': 'application/json', authorization: `TOK:${product.adminToken}` };
  return (await fetch(`${product.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) })).text();
}

function sendAll(statements: readonly Statement[]): Promise<string[]> {
  return Promise.all(statements.map((statement) => statement.send()));
}

/** The operation and its statements in turns, all of a side's at once; every answer has to be the first one. */
async function compare(query: string): Promise<string[]> {
  let answer = '';
  const statements = await engine.record(async () => {
    answer = await ask(query);
  });
  if (answer.includes('"errors":[')) throw new Error(answer);
  const lines = (await sendAll(statements)).map(inOrder);
  const [byGraph, bySql]: [Time[], Time[]] = [[], []];
  for (let round = -2; round < rounds; round += 1) {
    const graph = await timed(async () => {
      if ((await ask(query)) !== answer) throw new Error(`An answer differs from the first: ${query}`);
    });
    const received: string[] = [];
    const sql = await timed(async () => void received.push(...(await sendAll(statements))));
    if (received.some((text, index) => inOrder(text) !== lines[index])) throw new Error('Rows differ from the first.');
    // The first two warm up.
    if (round < 0) continue;
    byGraph.push(graph);
    bySql.push(sql);
  }
  const both = (share: number, measure: keyof Time) => [byGraph, bySql].map((times) => at(times.map((time) => time[measure]), share));
  const [median, tail, cpu] = [both(0.5, 'wall'), both(0.95, 'wall'), both(0.5, 'cpu')];
  const text = (times: readonly number[]) => times.map((time) => time.toFixed(1));
  const ratio = ([graph = Number.NaN, sql]: readonly number[]) => (graph / (sql ?? Number.NaN)).toFixed(2);
  return [String(statements.length), ...text(median), ratio(median), ...text(tail), ratio(tail), ...text(cpu), ratio(cpu)];
}

/** Rows of groups come in any order. */
function inOrder(rows: string): string {
  return rows.split('\n').toSorted().join('\n');
}

/** In milliseconds. */
interface Time {
  readonly wall: number;
  readonly cpu: number;
}

async function timed(work: () => Promise<void>): Promise<Time> {
  const [startedAt, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  return { wall: performance.now() - startedAt, cpu: (user + system) / 1000 };
}

function at(times: readonly number[], share: number): number {
  return times.toSorted((one, other) => one - other)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
}
