import type { InputOf, OutputOf, Route, RouteTable } from './route.ts';
import { services } from './services.ts';

/** On whose behalf a route is called. */
export interface Caller {
  readonly token: string;
  /** Fills `{AN}`. */
  readonly accountNumber: string;
  /** The IP address of the client that this is done for; without it, tokens bound to addresses are refused. */
  readonly address?: string | undefined;
  /** Ends the call early. */
  readonly signal?: AbortSignal | undefined;
}

/** A binding of the contract, in process or over HTTP: resolves to the route's answer, rejects with RestError alone. */
export type Call = (route: Route, input: Readonly<Record<string, unknown>>, caller: Caller) => Promise<unknown>;

/** A service's routes as functions. */
export type Client<Routes extends RouteTable> = {
  readonly [Name in keyof Routes]: (input: InputOf<Routes[Name]>, caller: Caller) => Promise<OutputOf<Routes[Name]>>;
};

/** All services' routes as functions: `rest.mcc.purge(input, caller)`. */
export type RestClient = { readonly [Service in keyof typeof services]: Client<(typeof services)[Service]> };

/** Binds a service's routes once; who calls is said call by call. */
export function createClient<Routes extends RouteTable>(routes: Routes, call: Call): Client<Routes> {
  const methods = Object.entries(routes).map(([name, route]) => [
    name,
    (input: Readonly<Record<string, unknown>>, caller: Caller) => call(route, input, caller),
  ]);
  // The entries are the table's own, each function typed by its route.
  return Object.fromEntries(methods) as Client<Routes>;
}

/** A client for every service, over one binding. */
export const createRestClient = (call: Call): RestClient => ({
  mcc: createClient(services.mcc, call),
  reporting: createClient(services.reporting, call),
  realtimestats: createClient(services.realtimestats, call),
  users: createClient(services.users, call),
});
