import { Agent } from 'node:http';
import { createEdge } from '@edgegraph/cdn/edge/edge.ts';
import { listen } from '@edgegraph/cdn/edge/listen.ts';
import { describe, expect, it } from 'vitest';
import { siteBefore } from '../edge/site.ts';
import { answersOf } from './answers.ts';
import { startOrigin } from './origin.ts';
import { make } from './replay.ts';
import { readRequests } from './requests.ts';

describe('the requests of the log, made again', () => {
  it('are 8,000, in their order, within 67 hours', async () => {
    const { requests, lengthMs } = await readRequests();
    expect(requests).toHaveLength(8000);
    expect(requests.map(({ at }) => at)).toEqual(requests.map(({ at }) => at).toSorted((one, other) => one - other));
    expect(lengthMs).toBe(67 * 3_600_000);
    expect(requests.at(-1)?.at).toBeLessThan(lengthMs);
  });

  it('are answered by an edge before the origin as the log tells: status by status', async () => {
    const { requests } = await readRequests();
    const answers = answersOf(requests);
    const origin = await startOrigin(answers);
    const edge = await listen(createEdge({ sites: [siteBefore([`http://${origin.host}`])], maxBytes: 64 * 1024 * 1024 }), 0, '127.0.0.1');
    const agent = new Agent({ keepAlive: true });
    // The first of each status, small ones, so that it takes no time.
    const ofStatus = new Map(requests.filter(({ bytes, method }) => bytes < 1_000_000 && method === 'GET').toReversed().map((request) => [request.status, request]));
    expect([...ofStatus.keys()].toSorted()).toEqual([200, 206, 301, 304, 403, 404, 416, 500]);
    for (const [status, request] of ofStatus) {
      // Twice: what has been stored is answered as what comes from the origin.
      for (const _time of ['first', 'second']) expect(await make(request, { answers, edge: edge.url, agent })).toBe(status);
    }
    agent.destroy();
    await edge.close();
    await origin.close();
  });
});
