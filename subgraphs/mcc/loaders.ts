import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import { type PlatformWord, wordOf } from '@edgegraph/rest/codec.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import DataLoader from 'dataloader';
import type { SubgraphContext } from '../context.ts';
import { mediaTypeOf, platforms } from '../platform.ts';
import { createCacheRuleLoaders } from './cache-rule-loaders.ts';
import { createConfigVersionLoaders } from './config-version-loaders.ts';
import { createPropagationLoaders } from './propagation.ts';
import { type EdgeCnameModel, type OriginModel, toEdgeCname, toOrigin } from './translate.ts';

export type Context = SubgraphContext<ReturnType<typeof createLoaders>>;

/** An origin's id and its platform, since REST reads origins by platform. */
export interface OriginKey {
  readonly id: string;
  readonly platform: Platform;
}

export function createLoaders(rest: RestClient, caller: Caller) {
  /** All origins of a platform. */
  const originsOf = new DataLoader((wanted: readonly Platform[]) =>
    Promise.all(wanted.map(async (platform) => (await rest.mcc.listOrigins({ platform: word(platform) }, caller)).map(toOrigin))),
  );

  /** Origins by id and platform: the only one of its platform is read by itself, several by the platform's list. An unknown id gives null. */
  const origin = new DataLoader<OriginKey, OriginModel | null, string>(
    (keys) =>
      Promise.all(
        keys.map(async ({ id, platform }) => {
          const alone = keys.filter((key) => key.platform === platform).length === 1;
          if (alone) return toNullable(await rest.mcc.getOrigin({ platform: word(platform), id }, caller), toOrigin);
          return (await originsOf.load(platform)).find((each) => each.id === id) ?? null;
        }),
      ),
    { cacheKeyFn: ({ id, platform }) => `${platform}/${id}` },
  );

  /** All edge CNAMEs of a platform. */
  const edgeCnamesOf = new DataLoader((wanted: readonly Platform[]) =>
    Promise.all(wanted.map(async (platform) => (await rest.mcc.listEdgeCnames({ platform: word(platform) }, caller)).map(toEdgeCname))),
  );

  /** Edge CNAMEs by id: one is read by itself, several by one list per platform. An unknown id gives null. */
  const edgeCname = new DataLoader<string, EdgeCnameModel | null>(async (ids) => {
    const [first, ...others] = ids;
    if (first !== undefined && others.length === 0) return [toNullable(await rest.mcc.getEdgeCname({ id: first }, caller), toEdgeCname)];
    const all = (await Promise.all(platforms.map((platform) => edgeCnamesOf.load(platform)))).flat();
    const byId = new Map(all.map((each) => [each.id, each]));
    return ids.map((id) => byId.get(id) ?? null);
  });

  return { originsOf, origin, edgeCnamesOf, edgeCname, ...createPropagationLoaders(rest, caller), ...createCacheRuleLoaders(rest, caller), ...createConfigVersionLoaders(rest, caller) };
}

const word = (platform: Platform): PlatformWord => wordOf(mediaTypeOf(platform));

const toNullable = <From, To>(value: From | null, translate: (value: From) => To): To | null => (value === null ? null : translate(value));
