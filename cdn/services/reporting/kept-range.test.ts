import { describe, expect, it } from 'vitest';
import { checkKept } from './kept-range.ts';

const now = Date.UTC(2026, 10, 25, 12);

const retention = { coreDays: 548, contentDays: 90 };

describe('a range', () => {
  it('may begin with the first day that is kept', () => {
    expect(() => checkKept(Date.UTC(2026, 7, 27), 'ContentRetentionDays', retention, now)).not.toThrow();
    expect(() => checkKept(Date.UTC(2025, 6, 1), 'CoreRetentionDays', retention, now)).not.toThrow();
  });

  it('is refused if it begins before, with the limit and the first day', () => {
    const message = 'is before 2026-08-27: what this asks for is kept for 90 days (limit ContentRetentionDays); begin later.';
    expect(() => checkKept(Date.UTC(2026, 7, 26, 23, 55), 'ContentRetentionDays', retention, now)).toThrow(
      expect.objectContaining({ status: 400, problems: [{ path: 'begindate', message }] }),
    );
  });

  it('may begin ever where everything is kept for ever', () => {
    expect(() => checkKept(0, 'CoreRetentionDays', { coreDays: null, contentDays: 90 }, now)).not.toThrow();
  });
});
