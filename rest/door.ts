import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import { allows } from '@edgegraph/permissions/grants.ts';
import type { FindViewer, Viewer } from '@edgegraph/permissions/viewer.ts';
import { describe } from '@edgegraph/schema/errors.ts';
import { RestError, accessDenied, badRequest, invalidUser, operationError } from './error.ts';
import { type OutputOf, type ParsedInputOf, type Route, type RouteTable, requirementOf } from './route.ts';

/** Answers a route whose caller may call it and whose input is valid. Throws RestError for what the contract refuses. */
export type Handler<R extends Route> = (input: ParsedInputOf<R>, viewer: Viewer) => OutputOf<R> | Promise<OutputOf<R>>;

/** A handler for each route of a service. */
export type Handlers<Routes extends RouteTable> = { readonly [Name in keyof Routes]: Handler<Routes[Name]> };

/** Routes with their handlers, to be put behind a door. */
export type Implementation = ReadonlyMap<Route, Handler<Route>>;

/** Pairs a service's routes with its handlers. */
export function implement<Routes extends RouteTable>(routes: Routes, handlers: Handlers<Routes>): Implementation {
  // Each handler is typed by its own route above; a map of several can't say so.
  return new Map(Object.entries(routes).map(([name, route]) => [route, handlers[name] as Handler<Route>]));
}

/** The one way into the services: everything that calls a route, over HTTP or in process, passes here. Rejects with RestError alone. */
export interface Door {
  /** The token's holder, if account, method and module allow the call; before any input is read, so that 403 comes before 400. */
  authorize(route: Route, token: string | undefined, accountNumber: string, address?: string): Promise<Viewer>;
  /** Coerces and validates the input, then runs the handler. */
  run(route: Route, input: Readonly<Record<string, unknown>>, viewer: Viewer): Promise<unknown>;
}

/** `report` gets the causes of 500s, which callers never see; `onDenied` what a valid token was refused. */
export function createDoor(
  findViewer: FindViewer,
  implementations: readonly Implementation[],
  report: (cause: unknown) => void,
  onDenied: OnDenied = () => {},
): Door {
  const handlers = new Map(implementations.flatMap((implementation) => [...implementation]));

  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof RestError) throw error;
      report(error);
      throw operationError(error);
    }
  };

  return {
    authorize: (route, token, accountNumber, address) =>
      guarded(async () => {
        const viewer = token === undefined ? null : await findViewer(token, address);
        if (!viewer) throw invalidUser();
        const reason = refusal(route, viewer, accountNumber);
        if (reason === null) return viewer;
        onDenied({ viewer, where: `${route.method} ${route.path}`, reason });
        throw accessDenied();
      }),
    run: (route, input, viewer) =>
      guarded(async () => {
        const handler = handlers.get(route);
        if (!handler) throw new Error(`No handler for ${route.method} ${route.path}`);
        const parsed = route.input.safeParse(input);
        if (!parsed.success) {
          throw badRequest(parsed.error.issues.map(({ path, message }) => ({ path: path.filter((key) => key !== 'body').join('.'), message })));
        }
        return handler(parsed.data, viewer);
      }),
  };
}

/** Why the viewer may not call the route for this account; null if it may. */
function refusal(route: Route, viewer: Viewer, accountNumber: string): string | null {
  if (route.path.includes('{AN}') && accountNumber.toUpperCase() !== viewer.accountNumber) return "the account is another customer's";
  const requirement = requirementOf(route);
  return allows(viewer, requirement) ? null : `needs ${describe(requirement)}`;
}
