import type { Requirement } from '@edgegraph/schema/errors.ts';
import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { z } from 'zod';

export type ServiceName = 'mcc' | 'reporting' | 'realtimestats' | 'users';

/** One operation of the REST contract, as data: the server, the client, the OpenAPI document and the permission come from it. */
export interface Route<Input extends z.ZodObject = z.ZodObject, Output extends z.ZodType = z.ZodType> {
  /** The service that answers it. */
  readonly service: ServiceName;
  readonly method: HttpMethod;
  /** The path, with parameters in braces; `{AN}` is the customer's account number and must be the token's own. */
  readonly path: string;
  /**
   * What a token needs: this module and the route's method; `METHOD` the method alone; `TOKEN` any valid token.
   * There is no way to leave it out.
   */
  readonly access: Module | 'METHOD' | 'TOKEN';
  /** The path's parameters but `AN`, the query's, and the body under `body`, in one object. */
  readonly input: Input;
  /** The answer; null is an empty body. */
  readonly output: Output;
  /** The most bytes of a body; the server's own limit if left out. */
  readonly bodyLimit?: number;
  /** One sentence for the OpenAPI document. */
  readonly summary: string;
}

/** What a caller gives a route. */
export type InputOf<R extends Route> = z.input<R['input']>;
/** What a handler gets: the input after coercion. */
export type ParsedInputOf<R extends Route> = z.output<R['input']>;
export type OutputOf<R extends Route> = z.output<R['output']>;

/** A service's routes by their operation names. */
export type RouteTable = Readonly<Record<string, Route>>;

/** Defines a route; only fixes the types of its input and output. */
export const route = <Input extends z.ZodObject, Output extends z.ZodType>(definition: Route<Input, Output>): Route<Input, Output> => definition;

/** What a token must hold to call the route. */
export const requirementOf = ({ access, method }: Route): Requirement => ({
  method: access === 'TOKEN' ? null : method,
  module: access === 'TOKEN' || access === 'METHOD' ? null : access,
});

/** The names in braces of a path, in order. */
export const pathParameters = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
