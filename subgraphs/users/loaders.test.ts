import { createRestClient } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { users } from '@edgegraph/rest/users.ts';
import { describe, expect, it } from 'vitest';
import { type RouteAnswer, answering, caller, servicesOf } from '../services.fixture.ts';
import { permissions, user } from './contract.fixture.ts';
import { createLoaders } from './loaders.ts';

const answers = [
  answering(users.listUsers, () => [user(1), user(2)]),
  answering(users.getUser, ({ id }) => (Number(id) === 2 ? user(2) : null)),
  answering(users.getPermissions, ({ id }) => (Number(id) === 2 ? permissions(2) : null)),
];

function loadersOver(given: readonly RouteAnswer[] = answers) {
  const { call, calls } = servicesOf(...given);
  return { loaders: createLoaders(createRestClient(call), caller), calls };
}

describe('users', () => {
  it('are one list, however many are asked for; unknown ones are null', async () => {
    const { loaders, calls } = loadersOver();
    expect(await loaders.user.loadMany(['2', '9', '1'])).toMatchObject([{ Id: 2 }, null, { Id: 1 }]);
    expect(calls).toEqual([['listUsers', {}]]);
  });

  it('are read by themselves where one alone is asked for; null if it is unknown', async () => {
    const { loaders, calls } = loadersOver();
    expect(await loaders.user.load('2')).toMatchObject({ Id: 2 });
    expect(await loaders.user.load('9')).toBeNull();
    expect(calls).toEqual([
      ['getUser', { id: '2' }],
      ['getUser', { id: '9' }],
    ]);
  });
});

describe('permissions', () => {
  it('of all users come with the list of users, in one call', async () => {
    const { loaders, calls } = loadersOver();
    const all = await loaders.allUsers.load('all');
    expect(await loaders.permissions.loadMany([...all.map(({ Id }) => String(Id)), '9'])).toMatchObject([
      { Version: 1 },
      { Version: 2 },
      null,
    ]);
    expect(calls).toEqual([['listUsers', {}]]);
  });

  it('of one user are read by themselves; null if it is unknown', async () => {
    const { loaders, calls } = loadersOver();
    expect(await loaders.permissions.load('2')).toMatchObject({ Version: 2 });
    expect(await loaders.permissions.load('9')).toBeNull();
    expect(calls.map(([route]) => route)).toEqual(['getPermissions', 'getPermissions']);
  });
});

describe('a failed batch', () => {
  it('is an error for each of its keys', async () => {
    const { loaders } = loadersOver([
      answering(users.listUsers, () => {
        throw new RestError(503, 'The users service did not answer in time.');
      }),
    ]);
    expect(await loaders.user.loadMany(['1', '2'])).toEqual([expect.any(RestError), expect.any(RestError)]);
    expect(await loaders.permissions.loadMany(['1', '2'])).toEqual([expect.any(RestError), expect.any(RestError)]);
  });
});
