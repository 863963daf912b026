import { createRestClient } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { mcc } from '@edgegraph/rest/mcc.ts';
import { describe, expect, it } from 'vitest';
import { type RouteAnswer, answering, caller, servicesOf } from '../services.fixture.ts';
import { edgeCname, origin } from './contract.fixture.ts';
import { createLoaders } from './loaders.ts';

function loadersOver(...answers: readonly RouteAnswer[]) {
  const { call, calls } = servicesOf(...answers);
  return { loaders: createLoaders(createRestClient(call), caller), calls };
}

const origins = [
  answering(mcc.listOrigins, ({ platform }) =>
    platform === 'httplarge' ? [origin(1), origin(2)] : [origin(5, { MediaTypeId: 8 })],
  ),
  answering(mcc.getOrigin, ({ id }) => (Number(id) === 1 ? origin(1) : null)),
];

const edgeCnames = [
  answering(mcc.listEdgeCnames, ({ platform }) =>
    platform === 'adn' ? [] : [platform === 'httplarge' ? edgeCname(1) : edgeCname(2, { MediaTypeId: 8 })],
  ),
  answering(mcc.getEdgeCname, ({ id }) => (Number(id) === 1 ? edgeCname(1) : null)),
];

const unavailable = () => {
  throw new RestError(503, 'The mcc service did not answer in time.');
};

describe('origins', () => {
  it('of one platform are one call, however many are asked for', async () => {
    const { loaders, calls } = loadersOver(...origins);
    const found = await loaders.origin.loadMany([
      { id: '2', platform: 'HTTP_LARGE' },
      { id: '1', platform: 'HTTP_LARGE' },
      { id: '2', platform: 'HTTP_LARGE' },
    ]);
    expect(found).toMatchObject([{ id: '2' }, { id: '1' }, { id: '2' }]);
    expect(calls).toEqual([['listOrigins', { platform: 'httplarge' }]]);
  });

  it('are read by themselves where they are the only ones of their platform', async () => {
    const { loaders, calls } = loadersOver(...origins);
    const [found, unknown] = await loaders.origin.loadMany([
      { id: '1', platform: 'HTTP_LARGE' },
      { id: '9', platform: 'ADN' },
    ]);
    expect(found).toMatchObject({ id: '1', directory: 'directory-1' });
    expect(unknown).toBeNull();
    expect(calls).toEqual([
      ['getOrigin', { platform: 'httplarge', id: '1' }],
      ['getOrigin', { platform: 'adn', id: '9' }],
    ]);
  });

  it('that do not exist are null in a batch', async () => {
    const { loaders } = loadersOver(...origins);
    const keys = ['1', '9'].map((id) => ({ id, platform: 'HTTP_LARGE' }) as const);
    expect(await loaders.origin.loadMany(keys)).toMatchObject([{ id: '1' }, null]);
  });

  it('share the list that the customer has asked for', async () => {
    const { loaders, calls } = loadersOver(...origins);
    await Promise.all([
      loaders.originsOf.load('HTTP_LARGE'),
      loaders.origin.loadMany(['1', '2'].map((id) => ({ id, platform: 'HTTP_LARGE' }) as const)),
    ]);
    expect(calls).toEqual([['listOrigins', { platform: 'httplarge' }]]);
  });

  it('fail each by itself when their batch fails', async () => {
    const { loaders } = loadersOver(answering(mcc.listOrigins, unavailable));
    const keys = ['1', '2'].map((id) => ({ id, platform: 'HTTP_LARGE' }) as const);
    expect(await loaders.origin.loadMany(keys)).toEqual([expect.any(RestError), expect.any(RestError)]);
  });
});

describe('edge CNAMEs', () => {
  it('are one list per platform, however many are asked for; unknown ones are null', async () => {
    const { loaders, calls } = loadersOver(...edgeCnames);
    expect(await loaders.edgeCname.loadMany(['2', '9', '1'])).toMatchObject([
      { id: '2', platform: 'HTTP_SMALL' },
      null,
      { id: '1' },
    ]);
    expect(calls).toEqual(['httplarge', 'httpsmall', 'adn'].map((platform) => ['listEdgeCnames', { platform }]));
  });

  it('are read by themselves where one alone is asked for, once', async () => {
    const { loaders, calls } = loadersOver(...edgeCnames);
    expect(await Promise.all([loaders.edgeCname.load('1'), loaders.edgeCname.load('1')])).toMatchObject([
      { id: '1' },
      { id: '1' },
    ]);
    expect(await loaders.edgeCname.load('9')).toBeNull();
    expect(calls).toEqual([
      ['getEdgeCname', { id: '1' }],
      ['getEdgeCname', { id: '9' }],
    ]);
  });

  it('fail each by itself when their batch fails', async () => {
    const { loaders } = loadersOver(answering(mcc.listEdgeCnames, unavailable));
    expect(await loaders.edgeCname.loadMany(['1', '2'])).toEqual([expect.any(RestError), expect.any(RestError)]);
  });
});
