import { mcc } from './mcc.ts';
import { realtimestats } from './realtimestats.ts';
import { reporting } from './reporting.ts';
import type { Route } from './route.ts';
import { users } from './users.ts';

/** The whole contract: every service's routes. */
export const services = { mcc, reporting, realtimestats, users };

/** Every route, for what treats all alike. */
export const allRoutes: readonly Route[] = Object.values(services).flatMap((routes): Route[] => Object.values(routes));
