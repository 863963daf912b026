import { createRestClient } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { mcc } from '@edgegraph/rest/mcc.ts';
import { describe, expect, it } from 'vitest';
import { type RouteAnswer, answering, caller, servicesOf } from '../services.fixture.ts';
import { createPropagationLoaders } from './propagation.ts';

function loadersOver(...answers: readonly RouteAnswer[]) {
  const { call, calls } = servicesOf(...answers);
  return { loaders: createPropagationLoaders(createRestClient(call), caller), calls };
}

const half = { Percent_propagated: 50, Pops: [{ name: 'FRA', percentage_propagated: 0 }, { name: 'LAX', percentage_propagated: 100 }], status: 'propagating' } as const;
const none = { Percent_propagated: 0, Pops: [], status: 'New' } as const;

describe.each([
  { name: 'originPropagation', getOne: mcc.getOriginStatus, one: 'getOriginStatus', listSeveral: mcc.listOriginStatuses, several: 'listOriginStatuses' },
  { name: 'edgeCnamePropagation', getOne: mcc.getEdgeCnameStatus, one: 'getEdgeCnameStatus', listSeveral: mcc.listEdgeCnameStatuses, several: 'listEdgeCnameStatuses' },
] as const)('$name', ({ name, getOne, one, listSeveral, several }) => {
  it('of one is asked by itself, and told as ratios', async () => {
    const { loaders, calls } = loadersOver(answering(getOne, () => half));
    expect(await loaders[name].load('4')).toEqual({ status: 'PROPAGATING', ratio: 0.5, pops: [{ pop: 'FRA', ratio: 0 }, { pop: 'LAX', ratio: 1 }] });
    expect(calls).toEqual([[one, { id: '4' }]]);
  });

  it('of one that there is not is null', async () => {
    const { loaders } = loadersOver(answering(getOne, () => null));
    expect(await loaders[name].load('4')).toBeNull();
  });

  it('of several is one call; those that there are not are null', async () => {
    const answer = [{ ...none, Id: 2 }, { ...half, status: 'propagated' as const, Id: 1 }];
    const { loaders, calls } = loadersOver(answering(listSeveral, () => answer));
    expect(await loaders[name].loadMany(['1', '9', '2'])).toMatchObject([{ status: 'PROPAGATED' }, null, { status: 'NEW', ratio: 0, pops: [] }]);
    expect(calls).toEqual([[several, { ids: ['1', '9', '2'] }]]);
  });

  it('of several fails each by itself when their call fails', async () => {
    const unavailable = () => {
      throw new RestError(503, 'The mcc service did not answer in time.');
    };
    const { loaders } = loadersOver(answering(listSeveral, unavailable));
    expect(await loaders[name].loadMany(['1', '2'])).toEqual([expect.any(RestError), expect.any(RestError)]);
  });
});
