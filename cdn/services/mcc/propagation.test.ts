import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toPropagation } from './propagation.ts';

const shares = fc.array(fc.record({ pop: fc.constantFrom('LAX', 'FRA', 'SYD'), percent: fc.integer({ min: 0, max: 100 }) }), { minLength: 1, maxLength: 50 });

describe('a configuration', () => {
  it('is New while no edge is known', () => {
    expect(toPropagation([])).toEqual({ Percent_propagated: 0, Pops: [], status: 'New' });
  });

  it('is propagating while an edge lacks some of it, told by POP in the order of their codes', () => {
    const edges = [{ pop: 'LAX', percent: 100 }, { pop: 'FRA', percent: 0 }, { pop: 'LAX', percent: 50 }];
    expect(toPropagation(edges)).toEqual({
      Percent_propagated: 50,
      Pops: [{ name: 'FRA', percentage_propagated: 0 }, { name: 'LAX', percentage_propagated: 75 }],
      status: 'propagating',
    });
  });

  it('is propagated once every edge has it', () => {
    const edges = ['SYD', 'LAX', 'LAX'].map((pop) => ({ pop, percent: 100 }));
    expect(toPropagation(edges)).toEqual({
      Percent_propagated: 100,
      Pops: [{ name: 'LAX', percentage_propagated: 100 }, { name: 'SYD', percentage_propagated: 100 }],
      status: 'propagated',
    });
  });

  it('that one of three edges has is a third, rounded down', () => {
    const edges = [100, 0, 0].map((percent) => ({ pop: 'LAX', percent }));
    expect(toPropagation(edges).Percent_propagated).toBe(33.33);
  });

  it('is at 100 % exactly when it is propagated, in the whole and at each POP', () => {
    fc.assert(
      fc.property(shares, (edges) => {
        const { Percent_propagated, Pops, status } = toPropagation(edges);
        const isAll = edges.every(({ percent }) => percent === 100);
        expect({ status, isWhole: Percent_propagated === 100 }).toEqual({ status: isAll ? 'propagated' : 'propagating', isWhole: isAll });
        for (const { name, percentage_propagated } of Pops) {
          expect(percentage_propagated === 100).toBe(edges.every(({ pop, percent }) => pop !== name || percent === 100));
        }
      }),
    );
  });

  it('lies between its least and its furthest POP, and leaves none out', () => {
    fc.assert(
      fc.property(shares, (edges) => {
        const { Percent_propagated, Pops } = toPropagation(edges);
        const percents = Pops.map(({ percentage_propagated }) => percentage_propagated);
        expect(Percent_propagated).toBeGreaterThanOrEqual(Math.min(...percents));
        // Each mean is rounded down by less than a hundredth.
        expect(Percent_propagated).toBeLessThan(Math.max(...percents) + 0.011);
        expect(Pops.map(({ name }) => name)).toEqual([...new Set(edges.map(({ pop }) => pop))].toSorted());
      }),
    );
  });
});
