import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { mcc as routes } from '@edgegraph/rest/mcc.ts';
import { graphql } from 'graphql';
import { describe, expect, it } from 'vitest';
import { answering, servicesOf } from '../services.fixture.ts';
import { createSubgraph } from '../subgraph.ts';
import { mcc } from './resolvers.ts';

const viewer: Viewer = {
  userId: 1,
  login: 'ada@example.com',
  accountNumber: '0001',
  methods: new Set(['GET']),
  modules: new Set(['CONTENT', 'PURGE_LOAD', 'CONFIGURATION', 'CONFIG_VERSIONS']),
};

/** Reads a range's marks by its key, as another subgraph has written it. */
async function marksOf(key: object) {
  const { call, calls } = servicesOf(
    answering(routes.listContentJobs, () => ({ Count: 0, Jobs: [], Next: null })),
    answering(routes.listConfigVersions, () => ({ Next: null, Versions: [] })),
  );
  const { schema, contextFor } = createSubgraph(mcc, call);
  const answer = await graphql({
    schema,
    source: 'query ($key: _Any!) { _entities(representations: [$key]) { ... on Range { from contentJobs { totalCount } configVersions { nodes { number } } } } }',
    variableValues: { key: { __typename: 'Range', ...key } },
    contextValue: contextFor({ viewer, token: 'token' }),
  });
  return { ...answer, calls };
}

describe('a range by its key', () => {
  it('asks for what was accepted and put in force within it', async () => {
    const { data, errors, calls } = await marksOf({ from: '2015-05-17T00:00:00.000Z', to: '2015-05-17T00:05:00.000Z' });
    expect(errors).toBeUndefined();
    expect(data?._entities).toEqual([{ from: '2015-05-17T00:00:00.000Z', contentJobs: { totalCount: 0 }, configVersions: { nodes: [] } }]);
    expect(calls).toEqual([
      ['listContentJobs', expect.objectContaining({ begindate: '2015-05-17T00:00:00', enddate: '2015-05-17T00:05:00' })],
      ['listConfigVersions', expect.objectContaining({ activated: 1, begindate: '2015-05-17T00:00:00', enddate: '2015-05-17T00:05:00' })],
    ]);
  });

  it.each([{ from: 'yesterday', to: '2015-05-17T00:05:00Z' }, { from: '2015-05-17T00:00:00Z', to: { gt: 1 } }, { from: '2015-05-17T00:00:00Z' }])(
    'is refused where it is no moment, and nothing is asked: %j',
    async (key) => {
      const { data, errors, calls } = await marksOf(key);
      expect(data?._entities).toEqual([null]);
      expect(errors).toMatchObject([{ path: ['_entities', 0], message: expect.stringContaining('DateTime must be a moment') }]);
      expect(calls).toEqual([]);
    },
  );
});
