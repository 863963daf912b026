import { createAuthorize } from '@edgegraph/gateway/authorize/authorize.ts';
import { loadSupergraph } from '@edgegraph/gateway/supergraph.ts';
import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import type { Operation } from '@edgegraph/permissions/selection.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { scalars } from '@edgegraph/schema/scalars.ts';
import { supergraphSdl } from '@edgegraph/schema/subgraphs.ts';
import { getOperationAST, parse } from 'graphql';
import { type Send, startGateways } from './gateways.ts';
import { operations } from './operations.ts';
import { type Spread, spreadOf, table } from './statistics.ts';

const rounds = 7;

const administrator = (): Viewer => ({
  userId: 1,
  login: 'admin@example.com',
  accountNumber: '0001',
  methods: new Set(httpMethods),
  modules: new Set(modules),
});

/** What the rules cost of the gateway's CPU time, operation by operation, as a table: for texts sent before, and for texts sent for the first time. */
export async function costOfRules(): Promise<string> {
  await using gateways = await startGateways(administrator());
  const rows: string[][] = [];
  for (const { name, query, times } of operations) {
    const [answer, other] = [await gateways.withRules(query), await gateways.withoutRules(query)];
    if (answer !== other || answer.includes('"errors":[')) throw new Error(`${name} was answered wrongly: ${answer.slice(0, 500)}`);
    for (const isNew of [false, true]) {
      const share: number[] = [];
      const cost: Record<'withRules' | 'withoutRules', number[]> = { withRules: [], withoutRules: [] };
      for (let round = -1; round < rounds; round += 1) {
        const order = round % 2 === 0 ? (['withRules', 'withoutRules'] as const) : (['withoutRules', 'withRules'] as const);
        const measured = { withRules: 0, withoutRules: 0 };
        for (const which of order) measured[which] = await microseconds(gateways[which], query, isNew ? times / 4 : times, { answer, isNew });
        // The first round warms both up.
        if (round < 0) continue;
        share.push(1 - measured.withoutRules / measured.withRules);
        cost.withRules.push(measured.withRules);
        cost.withoutRules.push(measured.withoutRules);
      }
      const alone = microsecondsText(spreadOf(await authorizeAlone(query, isNew)));
      rows.push([name, isNew ? 'new' : 'known', microsecondsText(spreadOf(cost.withoutRules)), microsecondsText(spreadOf(cost.withRules)), percentText(spreadOf(share)), alone]);
    }
  }
  return table(['operation', 'its text', 'allowing all, us', 'with rules, us', 'share of the rules', 'the rules alone, us'], rows);
}

let texts = 0;

/** CPU time of one run, in microseconds, of all threads of the process. A new text differs from those before by a comment. */
async function microseconds(send: Send, query: string, times: number, { answer, isNew }: { answer: string; isNew: boolean }): Promise<number> {
  globalThis.gc?.();
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) {
    const given = await send(isNew ? `#${(texts += 1)}\n${query}` : query);
    if (given !== answer) throw new Error(`Answered differently: ${given.slice(0, 500)}`);
  }
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

/** CPU time of the gateway's authorize step by itself, on a document that it has judged before or on new ones, in microseconds. */
async function authorizeAlone(query: string, isNew: boolean): Promise<number[]> {
  const supergraph = loadSupergraph(supergraphSdl(), Object.values(scalars));
  const authorize = createAuthorize(supergraph.apiSchema, supergraph.entities);
  const viewer = administrator();
  const costs: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const documents = Array.from({ length: isNew ? 1000 : 1 }, () => parsed(query));
    const times = isNew ? 1 : 20_000;
    globalThis.gc?.();
    const before = process.cpuUsage();
    for (const each of documents) for (let time = 0; time < times; time += 1) await authorize({ ...each, variables: {}, viewer });
    const { user, system } = process.cpuUsage(before);
    if (round >= 0) costs.push((user + system) / (documents.length * times));
  }
  return costs;
}

function parsed(query: string): Operation {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (!operation) throw new Error('No operation.');
  return { document, operation };
}

const microsecondsText = ({ median, least, greatest }: Spread): string => `${median.toFixed(1)} (${least.toFixed(1)}-${greatest.toFixed(1)})`;

const percentText = ({ median, least, greatest }: Spread): string => {
  const percent = (share: number) => (100 * share).toFixed(1);
  return `${percent(median)} % (${percent(least)} to ${percent(greatest)})`;
};
