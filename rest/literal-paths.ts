import { z } from 'zod';
import { type Route, pathParameters } from './route.ts';

/** A path without parameters of a closed set, and the values that it stands for. */
export interface LiteralPath {
  readonly path: string;
  readonly values: Readonly<Record<string, string>>;
}

/**
 * A route's path once for each value of its enum parameters, so that `/cnames/{platform}` and `/cnames/{id}` are told apart by any router and in
 * the OpenAPI document.
 */
export function literalPaths(route: Route): LiteralPath[] {
  return pathParameters(route.path).reduce<LiteralPath[]>(
    (paths, name) => {
      const schema = route.input.shape[name];
      if (!(schema instanceof z.ZodEnum)) return paths;
      return paths.flatMap(({ path, values }) =>
        schema.options.map((option) => ({ path: path.replace(`{${name}}`, String(option)), values: { ...values, [name]: String(option) } })),
      );
    },
    [{ path: route.path, values: {} }],
  );
}
