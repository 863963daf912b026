import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { SubgraphContext } from '../context.ts';
import { createTrafficLoaders } from './traffic-loaders.ts';

export type Context = SubgraphContext<ReturnType<typeof createLoaders>>;

export const createLoaders = (rest: RestClient, caller: Caller) => createTrafficLoaders(rest, caller);
