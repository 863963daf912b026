import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import { wordOf } from '@edgegraph/rest/codec.ts';
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import DataLoader from 'dataloader';
import { mediaTypeOf } from '../platform.ts';

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
