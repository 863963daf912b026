import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { LiveSecond } from '@edgegraph/rest/realtimestats.ts';
import DataLoader from 'dataloader';
import type { SubgraphContext } from '../context.ts';
import { type LiveArguments, toFilter } from './translate.ts';

export type Context = SubgraphContext<ReturnType<typeof createLoaders>>;

/** Whose live figures, and of what. */
export interface LiveKey extends LiveArguments {
  /** The edge CNAME's. */
  readonly id: string;
}

export interface LiveSeriesKey extends LiveKey {
  readonly seconds: number;
}

/** Figures of edge CNAMEs are one call for all that are of the same POP, platform and seconds, at most 1,000; null for a CNAME that does not exist. */
export function createLoaders(rest: RestClient, caller: Caller) {
  const { getEdgeCnamesLive, getEdgeCnamesLiveSeries } = rest.realtimestats;
  const edgeCname = grouping<LiveKey, LiveSecond>(async (ids, key) => {
    const found = await getEdgeCnamesLive({ ids, ...toFilter(key) }, caller);
    return new Map(found.map((figures) => [String(figures.CNameId), figures]));
  });
  const edgeCnameSeries = grouping<LiveSeriesKey, readonly LiveSecond[]>(async (ids, key) => {
    const found = await getEdgeCnamesLiveSeries({ ids, seconds: key.seconds, ...toFilter(key) }, caller);
    return new Map(found.map(({ CNameId, Data }) => [String(CNameId), Data]));
  });
  return { edgeCname, edgeCnameSeries };
}

/** Reads keys that differ in the CNAME alone together; a call that fails costs no other's keys. */
function grouping<Key extends LiveKey, Value>(read: (ids: string[], alike: Key) => Promise<Map<string, Value>>) {
  const groupOf = (key: Key): string => JSON.stringify({ ...key, id: undefined });
  return new DataLoader<Key, Value | null, string>(
    async (keys) => {
      const groups = new Map<string, { readonly alike: Key; readonly ids: string[] }>();
      for (const key of keys) {
        const group = groups.get(groupOf(key)) ?? { alike: key, ids: [] };
        groups.set(groupOf(key), group);
        group.ids.push(key.id);
      }
      const readings = [...groups].map(async ([name, { ids, alike }]) => {
        const found = read(ids, alike).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
        return [name, await found] as const;
      });
      const answers = new Map(await Promise.all(readings));
      return keys.map((key) => {
        const answer = answers.get(groupOf(key));
        return answer instanceof Error ? answer : (answer?.get(key.id) ?? null);
      });
    },
    { cacheKeyFn: (key) => `${key.id} ${groupOf(key)}`, maxBatchSize: 1000 },
  );
}
