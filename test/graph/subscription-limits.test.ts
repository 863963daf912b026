import { describe, expect, it } from 'vitest';
import { TestEdge } from '../edge.ts';
import { type Product, startProduct } from '../product.ts';
import { type Results, refusalOf, transports } from '../subscriber.ts';

const progress = 'subscription Progress($id: ID!) { contentJob(id: $id) { status } }';

async function purge({ graphql, adminToken: token }: Product): Promise<string> {
  const { data } = await graphql('mutation { purge(input: { platform: HTTP_LARGE, path: "http://www.semicomplete.com/a.png" }) { id } }', { token });
  return data?.purge.id;
}

/** So that purges go on. */
const joinIdleEdge = ({ fleet }: Product) => new TestEdge(fleet, 'edge-1').sync();

/** A subscription that an answer shows to go on. */
async function going(results: Results): Promise<Results> {
  expect((await results.next()).value).toEqual({ data: { contentJob: { status: 'RUNNING' } } });
  return results;
}

describe.each(Object.entries(transports))('a subscription over %s', (name, subscribe) => {
  it('does not hold up the end of the server, and leaves it to the client to come again', async () => {
    const stopping = await startProduct();
    await joinIdleEdge(stopping);
    const results = await going(subscribe(stopping.url, { query: progress, variables: { id: await purge(stopping) }, token: stopping.adminToken }));
    const ended = results.next().catch((error: unknown) => error);
    await stopping[Symbol.asyncDispose]();
    expect(String(Reflect.get(Object(await ended), name === 'graphql-ws' ? 'code' : 'message'))).toMatch(/^(1001|Connection closed)/);
  });

  it('counts among those that its token may have open', async () => {
    await using few = await startProduct({ settings: { SUBSCRIPTIONS_PER_TOKEN: '1' } });
    await joinIdleEdge(few);
    const again = async () => subscribe(few.url, { query: progress, variables: { id: await purge(few) }, token: few.adminToken });
    const results = await going(await again());
    expect((await refusalOf(await again())).errors).toMatchObject([
      { message: 'The token has 1 subscriptions open, the most that it may; end one first.', extensions: { code: 'RATE_LIMITED', status: 429 } },
    ]);
    await results.return?.();
  });
});
