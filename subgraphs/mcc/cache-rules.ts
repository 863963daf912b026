/** Cache rules of edge CNAMEs. */
import { capitalized } from '@edgegraph/rest/capitalized.ts';
import { atInput } from '../errors.ts';
import type { CacheRuleInput, Resolvers } from '../generated/mcc.ts';
import { expected } from './expected.ts';
import type { Context } from './loaders.ts';

export const cacheRules = {
  EdgeCname: {
    cacheRules: ({ id }, _args, { loaders }) => loaders.cacheRules.load(id),
  },
  SetCacheRulesPayload: { edgeCname: ({ id }, _args, { loaders }) => loaders.edgeCname.load(id) },
  Mutation: {
    setCacheRules: async (_root, { input: { edgeCnameId, rules, expectedVersion } }, { rest, caller }) => {
      const body = { Rules: rules.map(toRestRule) };
      await atInput(rest.mcc.setCacheRules({ id: edgeCnameId, body, ...expected({ expectedVersion }) }, caller), members);
      return { id: edgeCnameId };
    },
  },
} satisfies Resolvers<Context>;

const toRestRule = ({ path, cacheable, ttlSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds, queryParameters, setHeaders, dropHeaders }: CacheRuleInput) => ({
  Path: path,
  Cacheable: cacheable ?? true,
  TtlSeconds: ttlSeconds ?? null,
  StaleWhileRevalidateSeconds: staleWhileRevalidateSeconds ?? null,
  StaleIfErrorSeconds: staleIfErrorSeconds ?? null,
  QueryParameters: queryParameters ? { Count: queryParameters.count, Names: [...(queryParameters.names ?? [])] } : null,
  SetHeaders: capitalized(setHeaders ?? []),
  DropHeaders: [...(dropHeaders ?? [])],
});

/** Where the members of the body come from in `input`. */
const members = {
  id: 'edgeCnameId',
  Rules: 'rules',
  'Rules.Path': 'path',
  'Rules.Cacheable': 'cacheable',
  'Rules.TtlSeconds': 'ttlSeconds',
  'Rules.StaleWhileRevalidateSeconds': 'staleWhileRevalidateSeconds',
  'Rules.StaleIfErrorSeconds': 'staleIfErrorSeconds',
  'Rules.QueryParameters': 'queryParameters',
  'Rules.QueryParameters.Count': 'count',
  'Rules.QueryParameters.Names': 'names',
  'Rules.SetHeaders': 'setHeaders',
  'Rules.SetHeaders.Name': 'name',
  'Rules.SetHeaders.Value': 'value',
  'Rules.DropHeaders': 'dropHeaders',
};
