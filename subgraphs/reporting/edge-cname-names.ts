/** Reports name edge CNAMEs by their host names; the graph hands out the edge CNAMEs themselves, to those who may see them. */
import type { Platform } from '@edgegraph/schema/generated/access.ts';
import type { EntityModel } from '../context.ts';
import type { Context } from './loaders.ts';

/** An edge CNAME as a report names it. */
export interface EdgeCnameName {
  readonly platform: Platform;
  readonly name: string;
}

/** The edge CNAME of that name; null if it was deleted, or got another name, since the report was read. */
export async function edgeCnameOf({ cname: { platform, name } }: { readonly cname: EdgeCnameName }, _args: object, { loaders }: Context): Promise<EntityModel | null> {
  const id = (await loaders.edgeCnameIds.load(platform)).get(name);
  return id === undefined ? null : { id };
}
