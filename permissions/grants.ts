import type { Requirement } from '@edgegraph/schema/errors.ts';
import { type HttpMethod, type Module, httpMethods, modules, parentModule } from './modules.ts';

/** A token's reach: the methods granted times the modules granted. */
export interface Grants {
  readonly methods: ReadonlySet<HttpMethod>;
  readonly modules: ReadonlySet<Module>;
}

/** The modules above `module`, nearest first. */
export function ancestors(module: Module): Module[] {
  const parent = parentModule[module];
  return parent === null ? [] : [parent, ...ancestors(parent)];
}

/** The modules with all their ancestors, in the tree's order: granting a child grants what leads to it. */
export function closure(granted: Iterable<Module>): Module[] {
  const reached = new Set<Module>();
  for (const module of granted) for (const each of [module, ...ancestors(module)]) reached.add(each);
  return modules.filter((module) => reached.has(module));
}

/** The modules whose ancestors are all granted too, in the tree's order: revoking a parent revokes its descendants. */
export function rooted(granted: Iterable<Module>): Module[] {
  const held = new Set(granted);
  return modules.filter((module) => held.has(module) && ancestors(module).every((ancestor) => held.has(ancestor)));
}

/** Whether the grants meet the requirement; null in it asks nothing. */
export const allows = ({ methods, modules }: Grants, { method, module }: Requirement): boolean =>
  (method === null || methods.has(method)) && (module === null || modules.has(module));

/** A text that two grants share exactly when they reach the same, for use as a cache key. */
export const grantsKey = (grants: Grants): string =>
  `${httpMethods.map((method) => (grants.methods.has(method) ? 1 : 0)).join('')} ${modules.map((module) => (grants.modules.has(module) ? 1 : 0)).join('')}`;
