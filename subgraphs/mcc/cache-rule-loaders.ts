import { uncapitalized } from '@edgegraph/rest/capitalized.ts';
import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { RestCacheRule } from '@edgegraph/rest/mcc/cache-rules.ts';
import DataLoader from 'dataloader';
import type { CacheRule } from '../generated/mcc.ts';

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
