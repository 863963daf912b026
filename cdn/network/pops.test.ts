import { describe, expect, it } from 'vitest';
import { mayShield, popByCode, pops, purgeRegions, regionOf } from './pops.ts';

describe('the POPs', () => {
  it('have codes of three capital letters and ids that are all different', () => {
    expect(pops.filter(({ code }) => !/^[A-Z]{3}$/.test(code))).toEqual([]);
    expect(new Set(pops.map(({ code }) => code)).size).toBe(pops.length);
    expect(new Set(pops.map(({ id }) => id)).size).toBe(pops.length);
  });

  it('are each in one region for purges, and no region is without one', () => {
    expect([...new Set(pops.map(({ purgeRegion }) => purgeRegion))]).toEqual(purgeRegions);
  });

  it('are found by their code in either case; an unknown code is nowhere', () => {
    expect(popByCode('lax')).toMatchObject({ code: 'LAX', id: 3 });
    expect(regionOf('FRA')).toMatchObject({ id: 2, name: 'Europe' });
    expect([popByCode('XXX'), regionOf('XXX')]).toEqual([undefined, undefined]);
  });

  it('that shield are 19, in the regions of the contract', () => {
    const shielding = pops.filter(({ code }) => mayShield(code));
    expect(shielding).toHaveLength(19);
    expect(new Set(shielding.map(({ shieldRegion }) => shieldRegion))).toEqual(new Set(['US East', 'US West', 'Europe', 'Asia']));
  });

  it.each([
    ['BYAP', true],
    ['byeu', true],
    ['BYXX', false],
    ['BOS', false],
    ['XXX', false],
  ])('%s may shield an origin: %s', (code, may) => {
    expect(mayShield(code)).toBe(may);
  });
});
