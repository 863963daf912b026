import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ask, end, startProcess } from './process.ts';

const token = 'the-administrators-token';

let settings: Record<string, string>;
beforeEach(async () => {
  settings = { DATA_DIR: await mkdtemp(join(tmpdir(), 'edgegraph-')), ADMIN_TOKEN: token };
});
afterEach(() => rm(settings.DATA_DIR ?? '', { recursive: true, force: true }));

describe('kill -9 in the middle of writes', () => {
  it('loses no CNAME and no purge that was acknowledged', async () => {
    const acknowledged = { cnames: new Set<string>(), purges: new Set<string>() };
    for (const round of [1, 2, 3]) {
      const running = await startProcess(settings);
      const writers = [0, 1, 2, 3].map((writer) => write(running.url, `r${round}w${writer}`, acknowledged));
      await until(() => acknowledged.purges.size >= 10 * round);
      await end(running, 'SIGKILL');
      await Promise.all(writers);
    }
    const { cnames, purges } = acknowledged;
    const running = await startProcess(settings);
    const { data } = await ask(running.url, token, '{ customer { edgeCnames(first: 1000) { nodes { name } } } }');
    expect(new Set(data.customer.edgeCnames.nodes.map(({ name }: { name: string }) => name)).isSupersetOf(cnames)).toBe(true);
    for (const id of purges) {
      const answer = await ask(running.url, token, 'query ($id: ID!) { customer { contentJob(id: $id) { id status } } }', { id });
      expect(answer.data.customer.contentJob).toEqual({ id, status: 'DONE' });
    }
    await end(running, 'SIGTERM');
  });
});

/** Creates CNAMEs and purges one after the other until nobody answers any more; notes what was acknowledged. */
async function write(url: string, label: string, { cnames, purges }: { cnames: Set<string>; purges: Set<string> }): Promise<void> {
  for (let number = 0; ; number += 1) {
    const name = `${label}n${number}.example.com`;
    try {
      const answer = await ask(
        url,
        token,
        `mutation ($cname: CreateEdgeCnameInput!) {
          createEdgeCname(input: $cname) { id }
          purge(input: { platform: HTTP_LARGE, path: "http://www.semicomplete.com/${name}" }) { id }
        }`,
        { cname: { name, platform: 'HTTP_LARGE', originId: '1' } },
      );
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      cnames.add(name);
      purges.add(answer.data.purge.id);
    } catch (error) {
      if (error instanceof TypeError) return; // fetch failed: the process is gone
      throw error;
    }
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1));
}
