import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, vi } from 'vitest';
import { ask, end, type ProductProcess, startProcess } from './process.ts';

export const patient = { timeout: 30_000 };

/** What an edge answered. */
export interface EdgeAnswer {
  readonly status: number;
  readonly fields: IncomingHttpHeaders;
  readonly body: string;
  /** By its Cache-Status: `hit`, `uri-miss`, `stale 304`, `bypass` and so on; empty: the edge's own answer. */
  readonly cache: string;
}

/** A product in a process of its own, whose edge, in another, may ask origins on loopback. `await using` ends both. */
export async function startDeliveringProduct() {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  const token = 'the-administrators-token';
  const product = await startProcess({ DATA_DIR: dataDirectory, ADMIN_TOKEN: token, SAMPLE_DATA: 'off', EDGE_PORT: '0', PRIVATE_ORIGINS: 'on' });
  const edgeUrl = await readyEdge(product);
  return {
    product,
    url: product.url,
    token,
    dataDirectory,
    edgeUrl,
    graphql: (query: string, variables?: object, by = token) => ask(product.url, by, query, variables),
    async rest(method: string, path: string, body: object, by = token) {
      const headers = { authorization: `TOK:${by}`, 'content-type': 'application/json' };
      const answer = await fetch(`${product.url}/v2/mcc/customers/${path}`, { method, headers, body: JSON.stringify(body) });
      return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
    },
    /** A client's GET with this Host field, which fetch would not send. */
    get: (host: string, path: string): Promise<EdgeAnswer> =>
      new Promise((resolve, reject) => {
        request(edgeUrl + path, { headers: { host } }, (answer) => {
          const { statusCode: status = 0, headers: fields } = answer;
          text(answer).then((body) => resolve({ status, fields, body, cache: cacheOf(String(fields['cache-status'] ?? '')) }), reject);
        })
          .once('error', reject)
          .end();
      }),
    async [Symbol.asyncDispose](): Promise<void> {
      expect(await end(product, 'SIGTERM')).toBe(0);
      await rm(dataDirectory, { recursive: true });
    },
  };
}

export type DeliveringProduct = Awaited<ReturnType<typeof startDeliveringProduct>>;

/** Resolves to where the edge of a product answers. */
function readyEdge({ child }: ProductProcess): Promise<string> {
  let output = '';
  child.stdout?.on('data', (printed: string) => void (output += printed));
  return vi.waitFor(() => /The edge local-1 is ready: (\S+),/.exec(output)?.[1] ?? Promise.reject(new Error(output)), patient);
}

function cacheOf(cacheStatus: string): string {
  if (/;\s*hit/.test(cacheStatus)) return 'hit';
  const [, forwarded = '', status] = /;fwd=([a-z-]+)(?:.*;fwd-status=(304))?/.exec(cacheStatus) ?? [];
  return status === undefined ? forwarded : `${forwarded} ${status}`;
}
