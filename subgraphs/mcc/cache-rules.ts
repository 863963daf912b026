/** Cache rules of edge CNAMEs. */
import { capitalized, uncapitalized } from '@edgegraph/rest/capitalized.ts';
import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { RestCacheRule } from '@edgegraph/rest/mcc/cache-rules.ts';
import DataLoader from 'dataloader';
import { atInput } from '../errors.ts';
import type { CacheRule, CacheRuleInput, Resolvers } from '../generated/mcc.ts';
import { expected } from './expected.ts';
import type { Context } from './loaders.ts';

/** The rules of edge CNAMEs by id: those of one are read by themselves, those of several by one list. */
export const createCacheRuleLoaders = (rest: RestClient, caller: Caller) => ({
  cacheRules: new DataLoader<string, CacheRule[]>(async (ids) => {
    const [first, ...others] = ids;
    if (first !== undefined && others.length === 0) return [(await rest.mcc.getCacheRules({ id: first }, caller))?.Rules.map(toCacheRule) ?? []];
    const all = new Map((await rest.mcc.listCacheRules({}, caller)).map(({ Id, Rules }) => [String(Id), Rules]));
    return ids.map((id) => all.get(id)?.map(toCacheRule) ?? []);
  }),
});

const toCacheRule = (rule: RestCacheRule): CacheRule => uncapitalized(rule);

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
