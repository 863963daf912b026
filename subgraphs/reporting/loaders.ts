import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { SubgraphContext } from '../context.ts';
import { createCompleteUntilLoader } from './complete-until-loader.ts';
import { createEdgeCnameIdLoader } from './edge-cname-id-loader.ts';
import { createTrafficLoaders } from './traffic-loaders.ts';

export type Context = SubgraphContext<ReturnType<typeof createLoaders>>;

export const createLoaders = (rest: RestClient, caller: Caller) => ({
  ...createTrafficLoaders(rest, caller),
  completeUntil: createCompleteUntilLoader(rest, caller),
  edgeCnameIds: createEdgeCnameIdLoader(rest, caller),
});
