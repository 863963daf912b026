import { describe, expect, it } from 'vitest';
import { billingRegionOf, billingRegions } from './billing-regions.ts';
import { pops } from './pops.ts';

describe('the billing region of a POP', () => {
  it.each([
    ['LAX', 0],
    ['fra', 0],
    ['NRT', 1],
    ['SYD', 1],
    ['', -1],
    ['XYZ', -1],
  ])('"%s" is %i', (code, id) => expect(billingRegionOf(code)).toBe(id));

  it('is never Global, and always one that there is', () => {
    for (const { code } of pops) expect(billingRegions.slice(1).map(({ id }) => id)).toContain(billingRegionOf(code));
  });
});
