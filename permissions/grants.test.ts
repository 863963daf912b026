import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grants, allows, ancestors, closure, grantsKey, rooted } from './grants.ts';
import { type HttpMethod, httpMethods, modules, parentModule } from './modules.ts';

const someModules = fc.shuffledSubarray([...modules]);

const grants = fc
  .record({ methods: fc.shuffledSubarray([...httpMethods]), modules: someModules })
  .map(({ methods, modules }): Grants => ({ methods: new Set(methods), modules: new Set(modules) }));

/** Whether each module's parent is there, too. */
const isTree = (some: readonly (typeof modules)[number][]): boolean =>
  some.every((module) => {
    const parent = parentModule[module];
    return parent === null || some.includes(parent);
  });

const inTreeOrder = (some: readonly (typeof modules)[number][]) => modules.filter((module) => some.includes(module));

describe('the tree of modules', () => {
  it('lists parents before their children', () => {
    for (const [index, module] of modules.entries()) {
      const parent = parentModule[module];
      expect(parent === null || modules.indexOf(parent) < index).toBe(true);
    }
  });

  it('has the ancestors of a module nearest first', () => {
    expect(ancestors('COMPRESSION')).toEqual(['CACHE_SETTINGS', 'CONFIGURATION']);
    expect(ancestors('DASHBOARD')).toEqual([]);
  });
});

describe('the closure of modules', () => {
  it('grants what leads to a module', () => {
    expect(closure(['CORE_REPORTS', 'COMPRESSION'])).toEqual([
      'CONFIGURATION',
      'CACHE_SETTINGS',
      'COMPRESSION',
      'REPORTS',
      'CORE_REPORTS',
    ]);
    expect(closure([])).toEqual([]);
  });

  it('is the smallest tree with all of them, in the order of the tree', () => {
    fc.assert(
      fc.property(someModules, (granted) => {
        const closed = closure(granted);
        expect(closed).toEqual(expect.arrayContaining(granted));
        expect(isTree(closed)).toBe(true);
        expect(closed).toEqual(inTreeOrder(closed));
        const needed = granted.flatMap((module) => [module, ...ancestors(module)]);
        expect(new Set(closed)).toEqual(new Set(needed));
      }),
    );
  });

  it('is its own closure', () => {
    fc.assert(
      fc.property(someModules, (granted) => {
        expect(closure(closure(granted))).toEqual(closure(granted));
      }),
    );
  });
});

describe('the rooted ones of modules', () => {
  it('are without those whose parent is not granted', () => {
    expect(rooted(['CORE_REPORTS', 'CONFIGURATION', 'COMPRESSION', 'DASHBOARD'])).toEqual(['DASHBOARD', 'CONFIGURATION']);
  });

  it('are the largest tree within them, in the order of the tree', () => {
    fc.assert(
      fc.property(someModules, (granted) => {
        const kept = rooted(granted);
        expect(granted).toEqual(expect.arrayContaining(kept));
        expect(isTree(kept)).toBe(true);
        expect(kept).toEqual(inTreeOrder(kept));
        for (const lost of granted.filter((module) => !kept.includes(module))) expect(isTree([...kept, lost])).toBe(false);
      }),
    );
  });

  it('are all of a closure', () => {
    fc.assert(
      fc.property(someModules, (granted) => {
        expect(rooted(closure(granted))).toEqual(closure(granted));
      }),
    );
  });
});

describe('grants', () => {
  it('allow what needs a method and a module exactly when both are granted', () => {
    fc.assert(
      fc.property(grants, fc.constantFrom(...httpMethods), fc.constantFrom(...modules), (held, method, module) => {
        expect(allows(held, { method, module })).toBe(held.methods.has(method) && held.modules.has(module));
        expect(allows(held, { method, module: null })).toBe(held.methods.has(method));
        expect(allows(held, { method: null, module })).toBe(held.modules.has(module));
        expect(allows(held, { method: null, module: null })).toBe(true);
      }),
    );
  });

  it('share a key exactly when they reach the same', () => {
    const reordered = ({ methods, modules }: Grants): Grants => ({
      methods: new Set([...methods].reverse()),
      modules: new Set([...modules].reverse()),
    });
    fc.assert(
      fc.property(grants, grants, (one, other) => {
        expect(grantsKey(one)).toBe(grantsKey(reordered(one)));
        const same =
          one.methods.symmetricDifference(other.methods).size + one.modules.symmetricDifference(other.modules).size === 0;
        expect(grantsKey(one) === grantsKey(other)).toBe(same);
      }),
    );
  });

  it('of no method and of no module have different keys', () => {
    const none: readonly HttpMethod[] = [];
    const empty = grantsKey({ methods: new Set(none), modules: new Set() });
    expect(grantsKey({ methods: new Set(['GET']), modules: new Set() })).not.toBe(empty);
    expect(grantsKey({ methods: new Set(none), modules: new Set(['DASHBOARD']) })).not.toBe(empty);
  });
});
