import { describe, expect, it } from 'vitest';
import { keepAccessLog } from './retention.ts';
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
