import { ancestors, closure } from '@edgegraph/permissions/grants.ts';
import { type HttpMethod, httpMethods, type Module, modules } from '@edgegraph/permissions/modules.ts';
import type { Route } from '@edgegraph/rest/route.ts';
import { literalPaths } from '@edgegraph/rest/literal-paths.ts';
import { allRoutes } from '@edgegraph/rest/services.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cdn, type Grant, listen, startCdn } from './cdn.ts';
import { send } from './raw-http.ts';

const accountNumber = '0001';

/** The modules left when this one is taken away, and all below it. */
const without = (module: Module): Module[] => modules.filter((each) => each !== module && !ancestors(each).includes(module));

/** What the route's definition asks, read here on its own so that the product's reading is tested too. */
const needsOf = ({ access, method }: Route): { method: HttpMethod | null; module: Module | null } => {
  if (access === 'TOKEN') return { method: null, module: null };
  return { method, module: access === 'METHOD' ? null : access };
};

/** What a token holds that is to be refused, or nothing where the route asks nothing of the kind. */
function insufficient(route: Route): [string, Grant][] {
  const { method, module } = needsOf(route);
  const otherMethods = httpMethods.filter((each) => each !== method);
  return [
    ...(method ? [['every module, but not the method', { methods: otherMethods, modules }] as [string, Grant]] : []),
    ...(module
      ? [['every method, but not the module', { methods: httpMethods, modules: without(module) }] as [string, Grant]]
      : []),
    ...(method && module
      ? [['neither the method nor the module', { methods: otherMethods, modules: without(module) }] as [string, Grant]]
      : []),
  ];
}

/** Exactly what the route asks, and some method where it asks none, since a user without any has no token. */
function sufficient(route: Route): Grant {
  const { method, module } = needsOf(route);
  return { methods: [method ?? 'DELETE'], modules: closure(module ? [module] : []) };
}

describe.each(allRoutes.map((route) => ({ route, name: `${route.method} ${route.path}` })))('$name', ({ route }) => {
  it.each(insufficient(route))('is denied to a token with %s', async (_what, grant) => {
    for (const { path } of literalPaths(route)) {
      expect(await call(route, path, grant)).toMatchObject({ status: 403, text: '{"Message":"Access Denied"}' });
    }
  });

  it('is open to a token with exactly what it asks', async () => {
    for (const { path } of literalPaths(route)) {
      const { status } = await call(route, path, sufficient(route));
      expect([200, 400, 404]).toContain(status);
    }
  });
});

const opened = new AsyncDisposableStack();
let cdn: Cdn;
let url: string;
beforeAll(async () => {
  cdn = opened.use(await startCdn());
  url = opened.use(await listen(cdn.door)).url;
});
afterAll(() => opened.disposeAsync());

/** Calls the route as a new user with this grant, on an object that does not exist and without a body. */
async function call({ method }: Route, path: string, grant: Grant) {
  const { token } = await cdn.user(grant);
  const target = path.replace('{AN}', accountNumber).replaceAll(/\{\w+\}/g, '999999999');
  return send(url + target, { method, headers: { authorization: `TOK:${token}` } });
}
