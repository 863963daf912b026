import { describe, expect, it } from 'vitest';
import type { Deletion } from '../analytics/store.ts';
import { updateCustomer } from '../database/queries/customers.ts';
import { keepAccessLog, keepReports } from './retention.ts';
import { freshSite, newcomer } from './users/site.fixture.ts';

const context = freshSite();

describe('the retention of the access log', () => {
  it.each([
    [1, 1],
    [-1, 0],
  ])('of %i days leaves %i of today’s events', async (days, left) => {
    const { db, users, admin } = context.site;
    await users.createUser({ body: newcomer }, admin);
    await keepAccessLog(db, days, () => {}).stop();
    expect((await users.listAccessEvents({}, admin)).Events).toHaveLength(left);
  });
});

describe('the retention of reports', () => {
  it('deletes what each customer keeps no longer, and nothing of those that keep it for ever', async () => {
    const { db } = context.site;
    await updateCustomer(db, '0001', { coreDays: null, contentDays: 30 });
    await updateCustomer(db, '0002', { coreDays: null, contentDays: null });
    const deleted: Deletion[] = [];
    await keepReports(db, { delete: async (deletions) => void deleted.push(...deletions) }, () => {}).stop();
    expect(deleted).toEqual([{ accountNumber: '0001', kind: 'content', before: expect.any(Number) }]);
    expect(Math.round((Date.now() - (deleted[0]?.before ?? 0)) / 86_400_000)).toBe(30);
  });

  it('reports a failure', async () => {
    const causes: unknown[] = [];
    const failure = new Error('away');
    await keepReports(context.site.db, { delete: () => Promise.reject(failure) }, (cause) => causes.push(cause)).stop();
    expect(causes).toEqual([failure]);
  });
});
