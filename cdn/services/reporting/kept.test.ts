import { describe, expect, it } from 'vitest';
import { noon } from '../../analytics/event.fixture.ts';
import { keptBy } from './kept.ts';

const at = (read: { coreDays: number | null; contentDays: number | null } | null) => keptBy(async () => read, () => noon)('0001');

describe("what is kept of a customer's reports", () => {
  it('begins with the day that so many days ago lies in', async () => {
    expect(await at({ coreDays: 548, contentDays: 1 })).toEqual({
      core: { since: Date.parse('2013-11-15'), period: '548 days' },
      content: { since: Date.parse('2015-05-16'), period: '1 day' },
    });
  });

  it('is everything where nothing limits it', async () => {
    expect(await at({ coreDays: null, contentDays: null })).toEqual({ core: null, content: null });
    expect(await at(null)).toEqual({ core: null, content: null });
  });
});
