import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, end, type ProductProcess, startProcess } from './process.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'edgegraph-intake-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

const secret = 'the-secret-of-the-fleet';
const adminToken = 'the-administrator-s-token';
const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/x-ndjson' };
const sourceUrl = ({ url }: ProductProcess) => `${url}/ingest/v1/sources/shipper`;

const start = () => startProcess({ DATA_DIR: directory, ADMIN_TOKEN: adminToken, EDGE_SECRET: secret, SAMPLE_DATA: 'off' });

/** Each has its number as its bytes, so that their sum tells of one that is lost while another is doubled. */
const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) =>
    JSON.stringify({ time: '2026-05-17T10:05:03Z', customer: '0001', platform: 'HTTP_LARGE', method: 'GET', path: `/${from + index}`, status: 200, bytes: from + index }),
  ).join('\n');

describe('a product that is killed while it takes events over HTTP', () => {
  it('has each line of every batch that it acknowledged, and each line once when the sender has gone on from the position', async () => {
    const total = 100_000;
    let acknowledged = 0;
    let product = await start();
    for (const delay of [0, 20, 60, 150, 300]) {
      const sending = fetch(`${sourceUrl(product)}/events?first=${acknowledged + 1}`, { method: 'POST', headers, body: lines(acknowledged + 1, total) }).catch(() => null);
      await setTimeout(delay);
      await end(product, 'SIGKILL');
      const answer = await sending;
      if (answer?.status === 200) acknowledged = total;
      product = await start();
      const { position } = (await (await fetch(sourceUrl(product), { headers })).json()) as { position: number };
      expect(position).toBeGreaterThanOrEqual(acknowledged);
      // A little is acknowledged each time, from within what may be known.
      const first = Math.max(1, position - 5);
      const last = Math.min(total, position + 1000);
      const taken = await fetch(`${sourceUrl(product)}/events?first=${first}`, { method: 'POST', headers, body: lines(first, last) });
      expect(await taken.json()).toMatchObject({ stored: last - position, known: position - first + 1, position: last });
      acknowledged = last;
    }
    await fetch(`${sourceUrl(product)}/events?first=1`, { method: 'POST', headers, body: lines(1, total) });
    const { data } = await ask(product.url, adminToken, '{ customer { traffic(range: { from: "2026-05-17T00:00:00Z", to: "2026-05-18T00:00:00Z" }) { total { requests bytes } } } }');
    await end(product, 'SIGTERM');
    expect(data.customer.traffic.total).toEqual({ requests: String(total), bytes: String((total * (total + 1)) / 2) });
  }, 300_000);
});
