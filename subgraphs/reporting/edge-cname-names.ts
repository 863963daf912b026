/** Reports name edge CNAMEs by their host names; the graph hands out the edge CNAMEs themselves, to those who may see them. */
import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import { wordOf } from '@edgegraph/rest/codec.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import DataLoader from 'dataloader';
import type { EntityModel } from '../context.ts';
import { mediaTypeOf } from '../platform.ts';
import type { Context } from './loaders.ts';

/** An edge CNAME as a report names it. */
export interface EdgeCnameName {
  readonly platform: Platform;
  readonly name: string;
}

/** The ids of each platform's edge CNAMEs by host name: one list per platform, however many are asked for. */
export const createEdgeCnameIdLoader = (rest: RestClient, caller: Caller) =>
  new DataLoader((platforms: readonly Platform[]) =>
    Promise.all(
      platforms.map(async (platform): Promise<ReadonlyMap<string, number>> => {
        const cnames = await rest.mcc.listEdgeCnames({ platform: wordOf(mediaTypeOf(platform)) }, caller);
        return new Map(cnames.map(({ Id, Name }) => [Name, Id]));
      }),
    ),
  );

/** The edge CNAME of that name; null if it was deleted, or got another name, since the report was read. */
export async function edgeCnameOf({ cname: { platform, name } }: { readonly cname: EdgeCnameName }, _args: object, { loaders }: Context): Promise<EntityModel | null> {
  const id = (await loaders.edgeCnameIds.load(platform)).get(name);
  return id === undefined ? null : { id };
}
