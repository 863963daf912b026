import { createRestClient } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { realtimestats } from '@edgegraph/rest/realtimestats.ts';
import { describe, expect, it } from 'vitest';
import { answering, caller, servicesOf } from '../services.fixture.ts';
import { createLoaders } from './loaders.ts';

const figures = (CNameId: number) => ({ CNameId, Bandwidth: CNameId * 8, Connections: 1, CacheStatuses: [], StatusCodes: [] });

const live = answering(realtimestats.getEdgeCnamesLive, ({ ids }) => [ids].flat().map((id) => figures(Number(id))));

function loaderOver(answer = live) {
  const { call, calls } = servicesOf(answer);
  return { edgeCname: createLoaders(createRestClient(call), caller).edgeCname, calls };
}

describe("edge CNAMEs' live figures", () => {
  it('are one call, however many are asked for, and each gets its own', async () => {
    const { edgeCname, calls } = loaderOver();
    expect(await edgeCname.loadMany(['3', '1', '3'])).toMatchObject([{ Bandwidth: 24 }, { Bandwidth: 8 }, { Bandwidth: 24 }]);
    expect(calls).toEqual([['getEdgeCnamesLive', { ids: ['3', '1'] }]]);
  });

  it('are asked for at most 1,000 a call', async () => {
    const { edgeCname, calls } = loaderOver();
    await edgeCname.loadMany(Array.from({ length: 1001 }, (_, index) => String(index + 1)));
    expect(calls).toHaveLength(2);
  });

  it('fail each by itself when their batch fails', async () => {
    const dead = answering(realtimestats.getEdgeCnamesLive, () => {
      throw new RestError(503, 'The realtimestats service did not answer in time.');
    });
    expect(await loaderOver(dead).edgeCname.loadMany(['1', '2'])).toEqual([expect.any(RestError), expect.any(RestError)]);
  });

  it('fail for the one that the service left out', async () => {
    const { edgeCname } = loaderOver(answering(realtimestats.getEdgeCnamesLive, () => [figures(1)]));
    expect(await edgeCname.loadMany(['1', '2'])).toMatchObject([
      { CNameId: 1 },
      { message: 'The realtimestats service left out edge CNAME 2.' },
    ]);
  });
});
