import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { literalPaths } from './literal-paths.ts';
import { type Route, route } from './route.ts';

const routeTo = (path: string, input: z.ZodObject): Route =>
  route({ service: 'mcc', method: 'GET', path, access: 'TOKEN', input, output: z.null(), summary: 'For the test.' });

describe('the literal paths of a route', () => {
  it('are its own path when no parameter is of a closed set', () => {
    expect(literalPaths(routeTo('/cnames/{id}', z.object({ id: z.string() })))).toEqual([{ path: '/cnames/{id}', values: {} }]);
  });

  it('have each value of a closed set in its place', () => {
    const input = z.object({ platform: z.enum(['httplarge', 'adn']), id: z.string() });
    expect(literalPaths(routeTo('/origins/{platform}/{id}', input))).toEqual([
      { path: '/origins/httplarge/{id}', values: { platform: 'httplarge' } },
      { path: '/origins/adn/{id}', values: { platform: 'adn' } },
    ]);
  });

  it('have all combinations of several', () => {
    const input = z.object({ a: z.enum(['1', '2']), b: z.enum(['x', 'y']) });
    expect(literalPaths(routeTo('/{a}/{b}', input)).map(({ path }) => path)).toEqual(['/1/x', '/1/y', '/2/x', '/2/y']);
  });

  it('leave a closed set of the query alone', () => {
    expect(literalPaths(routeTo('/list', z.object({ order: z.enum(['up', 'down']) })))).toEqual([{ path: '/list', values: {} }]);
  });
});
