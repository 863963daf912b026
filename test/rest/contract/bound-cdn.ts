import { type RestClient, createRestClient } from '@edgegraph/rest/client.ts';
import { afterAll, beforeAll } from 'vitest';
import { type Bind, type Cdn, startCdn } from '../cdn.ts';

/** A CDN and the client of one binding to it. */
export interface BoundCdn {
  readonly cdn: Cdn;
  readonly rest: RestClient;
}

/** One bound CDN for all tests of the surrounding suite; it is there in hooks and tests only. */
export function boundCdn(bind: Bind): BoundCdn {
  const stack = new AsyncDisposableStack();
  let bound: BoundCdn | undefined;
  beforeAll(async () => {
    const cdn = stack.use(await startCdn());
    const { call } = stack.use(await bind(cdn.door));
    bound = { cdn, rest: createRestClient(call) };
  });
  afterAll(() => stack.disposeAsync());
  const opened = (): BoundCdn => {
    if (!bound) throw new Error('The CDN is started in beforeAll');
    return bound;
  };
  return {
    get cdn() {
      return opened().cdn;
    },
    get rest() {
      return opened().rest;
    },
  };
}
