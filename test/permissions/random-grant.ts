import { closure } from '@edgegraph/permissions/grants.ts';
import { type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import * as fc from 'fast-check';
import type { Grant } from './recorded-product.ts';

const someModules = fc.oneof<fc.WeightedArbitrary<readonly Module[]>[]>(
  // As they may stand in the store, whoever wrote them: a child without its parent grants nothing.
  { weight: 1, arbitrary: fc.subarray([...modules]) },
  { weight: 2, arbitrary: fc.subarray([...modules]).map((chosen) => closure(chosen)) },
  { weight: 2, arbitrary: fc.constant(modules) },
);

/** Grants of all method sets and any modules, to users and administrators of customers with any modules and status. */
export const randomGrant: fc.Arbitrary<Grant> = fc.record({
  holder: fc.constantFrom('user', 'user', 'user', 'user', 'user', 'administrator'),
  methods: fc.subarray([...httpMethods]),
  modules: someModules,
  customerModules: fc.oneof({ weight: 2, arbitrary: fc.constant(modules) }, { weight: 1, arbitrary: someModules }),
  customerStatus: fc.constantFrom('active', 'active', 'active', 'trial', 'suspended', 'inactive'),
});
