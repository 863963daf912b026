import { createRestClient } from '@edgegraph/rest/client.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import { realtimestats } from '@edgegraph/rest/realtimestats.ts';
import { describe, expect, it } from 'vitest';
import { answering, caller, servicesOf } from '../services.fixture.ts';
import { type LiveKey, createLoaders } from './loaders.ts';

const figures = (CNameId: number) => ({ CNameId, At: '2015-05-17T12:00:00Z', Bandwidth: CNameId * 8, Connections: 1, CacheStatuses: [], Pops: [], StatusCodes: [] });

/** There is no CNAME 9, and the POP XXX is none. */
const live = answering(realtimestats.getEdgeCnamesLive, ({ ids, pop }) => {
  if (pop === 'XXX') throw badRequest([{ path: 'pop', message: 'XXX is no POP of this CDN.' }]);
  return [ids].flat().map(Number).filter((id) => id !== 9).map(figures);
});

function loaderOver(answer = live) {
  const { call, calls } = servicesOf(answer);
  return { edgeCname: createLoaders(createRestClient(call), caller).edgeCname, calls };
}

const keys = (...ids: readonly string[]): LiveKey[] => ids.map((id) => ({ id }));

describe("edge CNAMEs' live figures", () => {
  it('are one call, however many are asked for, and each gets its own', async () => {
    const { edgeCname, calls } = loaderOver();
    expect(await edgeCname.loadMany(keys('3', '1', '3'))).toMatchObject([{ Bandwidth: 24 }, { Bandwidth: 8 }, { Bandwidth: 24 }]);
    expect(calls).toEqual([['getEdgeCnamesLive', { ids: ['3', '1'] }]]);
  });

  it('are asked for at most 1,000 a call', async () => {
    const { edgeCname, calls } = loaderOver();
    await edgeCname.loadMany(keys(...Array.from({ length: 1001 }, (_, index) => String(index + 1))));
    expect(calls).toHaveLength(2);
  });

  it('are a call for each POP, and one that is refused costs the others nothing', async () => {
    const { edgeCname, calls } = loaderOver();
    const answers = await edgeCname.loadMany([...keys('1'), { id: '1', pop: 'XXX' }, { id: '2', pop: 'LAX' }, { id: '3', pop: 'XXX' }]);
    expect(answers).toMatchObject([{ Bandwidth: 8 }, expect.any(Error), { Bandwidth: 16 }, expect.any(Error)]);
    expect(calls.map(([, input]) => input)).toEqual([{ ids: ['1'] }, { ids: ['1', '3'], pop: 'XXX' }, { ids: ['2'], pop: 'LAX' }]);
  });

  it('are null for one that does not exist', async () => {
    expect(await loaderOver().edgeCname.loadMany(keys('1', '9'))).toEqual([figures(1), null]);
  });
});
