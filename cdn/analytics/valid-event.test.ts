import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { event } from './event.fixture.ts';
import { latestTime, requestEvent } from './event.ts';
import { isRequestEvent } from './valid-event.ts';

/** What may stand in a member, right or wrong. */
const anything = fc.oneof(
  fc.constantFrom(undefined, null, true, '', 'LAX', 'TCP_HIT', 'NONE', -2, -1, 0, 1, 3, 8, 14, 999, 1000, 32_767, 32_768, 1.5, latestTime, latestTime + 1, 2 ** 53, Number.NaN, Infinity, {}, []),
  fc.integer(),
  fc.double(),
  fc.string(),
);

describe('an event is right', () => {
  it('exactly when its schema takes it as it is, whatever is in its members', () => {
    const names = Object.keys(requestEvent.shape);
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...names), anything), { maxLength: 3 }), (changes) => {
        const value = { ...event(), ...Object.fromEntries(changes) };
        expect(isRequestEvent(value)).toBe(isDeepStrictEqual(requestEvent.safeParse(value).data, value));
      }),
      { numRuns: 5000 },
    );
  });

  it('only if it is an object with all of its members and no others', () => {
    for (const value of [null, 1, 'a', [], {}]) expect(isRequestEvent(value)).toBe(false);
    expect(isRequestEvent({ ...event(), more: 1 })).toBe(false);
    const { pop: _, ...less } = event();
    expect(isRequestEvent(less)).toBe(false);
    expect(isRequestEvent({ ...less, more: 1 })).toBe(false);
  });
});
