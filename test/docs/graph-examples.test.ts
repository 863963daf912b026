import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type HttpMethod, type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEdge } from '../edge.ts';
import { type Product, startProduct } from '../product.ts';
import { type SubscriptionRequest, transports } from '../subscriber.ts';
import { type FencedBlock, fencedBlocks, readPage } from './markdown.ts';

/** An operation of a page with the variables and the answer that stand behind it. */
interface Example {
  readonly query: string;
  readonly note: string;
  readonly variables: Record<string, unknown>;
  /** As the page shows it; where it shows none, any data without an error. */
  readonly answer: Record<string, unknown>;
  /** What the answer's `url` leads to; empty if the page does not show it. */
  readonly file: string;
}

/** What a page leaves to its reader: the sample's only CNAME and origin. */
const readersVariables = { id: '1' };

const anything: unknown = expect.anything();

const beginningWith = (members: readonly unknown[]): unknown => expect.objectContaining({ ...members });

function examplesOf(blocks: readonly FencedBlock[]): Example[] {
  return blocks.flatMap(({ language, note, text }, index) => {
    if (language !== 'graphql') return [];
    const behind = blocks.slice(index + 1);
    const other = behind.findIndex((block) => block.language !== 'json');
    const json = other < 0 ? behind : behind.slice(0, other);
    const [last] = other < 0 ? [] : behind.slice(other);
    const shown = (kind: string) => json.filter((block) => block.note === kind).map((block) => JSON.parse(block.text))[0];
    return [{ query: text, note, variables: shown('variables') ?? readersVariables, answer: shown('') ?? { data: '…' }, file: last?.language === 'csv' ? last.text : '' }];
  });
}

const nameOf = ({ query }: Example): string => /(?:query|mutation|subscription) \w+/.exec(query)?.[0] ?? query;

/** `as GET on CORE_REPORTS` in a block's note: the rights of the token to run it with. */
async function tokenFor(note: string, product: Product): Promise<string> {
  const [, method, module] = /^as (\w+) on (\w+)$/.exec(note) ?? [];
  if (method === undefined) return product.adminToken;
  const known = <Name extends string>(all: readonly Name[], name?: string) => all.filter((each) => each === name);
  return product.token(known<HttpMethod>(httpMethods, method), known<Module>(modules, module));
}

/** The first value of a member of that name, however deep. */
function memberOf(answer: unknown, name: string): unknown {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if (name in answer) return Object.entries(answer).find(([key]) => key === name)?.[1];
  return Object.values(answer)
    .map((value) => memberOf(value, name))
    .find((value) => value !== undefined);
}

/** A shown answer as an expectation: `…` stands for whatever is there, and behind others in a list for any more of them. */
function expectationOf(shown: unknown): unknown {
  if (shown === '…') return anything;
  if (Array.isArray(shown) && shown.length > 1 && shown.at(-1) === '…') return beginningWith(shown.slice(0, -1).map(expectationOf));
  if (Array.isArray(shown)) return shown.map(expectationOf);
  if (typeof shown !== 'object' || shown === null) return shown;
  return Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, expectationOf(value)]));
}

/** The first result of a subscription. */
async function firstResult({ url }: Product, request: SubscriptionRequest): Promise<{ status: number; body: object }> {
  const results = transports['graphql-sse'](url, request);
  const { value } = await results.next();
  await results.return?.();
  return { status: 200, body: value };
}

/** The file that an answer's `url` leads to; empty if it has none. */
async function fileOf(answer: unknown, { url }: Product): Promise<string> {
  const path = memberOf(answer, 'url');
  return path === undefined ? '' : (await fetch(new URL(String(path), url))).text();
}

/** A shown file as a pattern: `…` stands for whatever is in a cell. */
function patternOf(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n');
  return new RegExp(`^${lines.map((line) => line.split('…').map(RegExp.escape).join('[^,]*')).join('\\r?\\n')}(\\r?\\n)?$`);
}

describe.each(['README.md', 'docs/graph.md', 'docs/reports.md'])('%s', (path) => {
  const examples = examplesOf(fencedBlocks(readPage(path)));
  let product: Product;
  /** What the example before was answered. */
  let before: unknown;
  beforeAll(async () => {
    product = await startProduct();
    // So that purges are seen on their way.
    await new TestEdge(product.fleet, 'lax-1').sync();
  });
  afterAll(() => product[Symbol.asyncDispose]());

  it('has examples', () => {
    expect(examples.length).toBeGreaterThan(0);
  });

  it.each(examples.map((example): [string, Example] => [nameOf(example), example]))(
    '%s answers as the page shows',
    async (_name, example) => {
      // `…` in variables is what the example before answered under that name.
      const expected = Object.fromEntries(Object.entries(example.answer).map(([name, shown]) => [name, expectationOf(shown)]));
      const variables = Object.fromEntries(
        Object.entries(example.variables).map(([name, value]) => [name, value === '…' ? memberOf(before, name) : value]),
      );
      const request = { query: example.query, token: await tokenFor(example.note, product), variables };
      const { status, body } = /^subscription\b/.test(example.query) ? await firstResult(product, request) : await product.graphql(example.query, request);
      before = body;
      expect({ status, ...body }).toEqual({ status: 200, ...expected });
      expect(await fileOf(example.file && body, product)).toMatch(patternOf(example.file));
    },
  );
});

describe("README.md's requests", () => {
  const blocks = fencedBlocks(readPage('README.md'));
  const curls = blocks.flatMap(({ language, text }, index) => (language === 'sh' && text.startsWith('curl') ? [{ text, answer: blocks[index + 1]?.text }] : []));

  it('are answered as it shows, pasted as they stand', async () => {
    await using product = await startProduct();
    const answers = await Promise.all(
      curls.map(async ({ text }) => {
        const path = /http:\/\/127\.0\.0\.1:4000([^"\s]*)/.exec(text)?.[1] ?? '';
        const body = /-d '(.*)'/.exec(text)?.[1];
        const headers = { authorization: `TOK:${product.adminToken}`, ...(body ? { 'content-type': 'application/json' } : {}) };
        return (await fetch(product.url + path, { headers, ...(body ? { method: 'POST', body } : {}) })).text();
      }),
    );
    expect(curls).toHaveLength(2);
    expect(answers.map((answer) => answer.trim())).toEqual(curls.map(({ answer }) => answer?.trim()));
  });
});

describe("docs/graph.md's client of subscriptions", () => {
  it('runs as it stands, and tells each change until the purge is done', async () => {
    await using product = await startProduct();
    await new TestEdge(product.fleet, 'lax-1').sync();
    const { data } = await product.graphql('mutation { purge(input: { platform: HTTP_LARGE, path: "http://www.semicomplete.com/" }) { id } }', { token: product.adminToken });
    const [client] = fencedBlocks(readPage('docs/graph.md')).filter(({ language, note }) => language === 'ts' && note === 'subscribe');
    const code = client?.text.replace('http://127.0.0.1:4000', product.url) ?? '';
    const running = spawn(process.execPath, ['--input-type=module-typescript', '--eval', code], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      env: { TOKEN: product.adminToken, PURGE_ID: data?.purge.id },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told: string[] = [];
    for await (const line of createInterface(running.stdout)) {
      told.push(line.trim());
      if (told.length === 1) await product.db.updateTable('contentJobs').set({ status: 'done', completeDate: new Date().toISOString() }).execute();
    }
    expect(told).toEqual(['RUNNING', 'DONE', 'complete']);
  });
});
