import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { monthOf } from '../../analytics/billing.ts';
import { openChdbStore } from '../../analytics/chdb.ts';
import { event } from '../../analytics/event.fixture.ts';
import type { AnalyticsStore } from '../../analytics/store.ts';
import { openInMemory } from '../../database/in-memory.fixture.ts';
import { listClosedMonths } from '../../database/queries/closed-months.ts';
import { createCustomer } from '../../database/queries/customers.ts';
import { freshDatabase } from '../../database/queries/fresh-database.fixture.ts';
import { billOf, closeBooks } from './books.ts';

const day = 86_400_000;
const month = monthOf(Date.now());

let analytics: AnalyticsStore;
let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'books-'));
  analytics = await openChdbStore(directory);
});
afterAll(async () => {
  await analytics.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the books', () => {
  const store = freshDatabase(openInMemory);
  let accountNumber: string;
  let sequence = 0;
  beforeEach(async () => {
    accountNumber = `B${(sequence += 1)}`;
    await createCustomer(store.db, { accountNumber, name: 'Billed', status: 'active', modules: [] });
  });

  const deliver = (bytes: number, time = month.from) => analytics.append([event({ source: `edge-${(sequence += 1)}`, accountNumber, time, bytes })]);
  const sourcesAt = (now: number, coreDays: number | null = null) => ({ db: store.db, analytics, retentionOf: async () => ({ coreDays, contentDays: null }), clock: () => now });
  const billAt = async (now: number, of = month) => {
    const { usage, isFinal } = await billOf(sourcesAt(now), accountNumber, of);
    return { bytes: usage.find(({ regionId }) => regionId === -1)?.bytes ?? 0n, isFinal };
  };

  it('are open until the 3rd of the next month, 00:00 UTC', async () => {
    await deliver(1);
    expect(await billAt(month.closesAt - 1)).toEqual({ bytes: 1n, isFinal: false });
    await deliver(2);
    expect(await billAt(month.closesAt - 1)).toEqual({ bytes: 3n, isFinal: false });
    expect(await billAt(month.closesAt)).toEqual({ bytes: 3n, isFinal: true });
  });

  it('are closed at their time, whether or not anybody asks; what is delivered later does not change them', async () => {
    await deliver(1);
    await closeBooks(sourcesAt(month.closesAt));
    await deliver(2);
    await closeBooks(sourcesAt(month.closesAt + day));
    expect(await billAt(month.closesAt + day)).toEqual({ bytes: 1n, isFinal: true });
  });

  it('are closed for each month since the customer was created, empty ones too', async () => {
    const next = monthOf(month.to);
    await closeBooks(sourcesAt(month.closesAt - 1));
    expect(await listClosedMonths(store.db, accountNumber)).toEqual(new Set());
    await closeBooks(sourcesAt(next.closesAt));
    expect((await listClosedMonths(store.db, accountNumber)).size).toBe(2);
    await deliver(2, next.from);
    expect(await billAt(next.closesAt, next)).toEqual({ bytes: 0n, isFinal: true });
  });

  it('outlive what is kept, and are never made of what is left of a month', async () => {
    await deliver(1);
    const later = month.closesAt + 600 * day;
    // All but the month's first day.
    const kept = (month.closesAt - month.from) / day - 1;
    await closeBooks(sourcesAt(month.closesAt, kept));
    await expect(billOf(sourcesAt(later, kept), accountNumber, month)).rejects.toMatchObject({ status: 400, message: expect.stringContaining('(limit CoreRetentionDays)') });
    await closeBooks(sourcesAt(month.closesAt));
    expect(await billOf(sourcesAt(later, kept), accountNumber, month)).toMatchObject({ usage: [{ bytes: 1n }], isFinal: true });
  });

  it('of a month before the customer was created are closed once there is something to ask for', async () => {
    const old = monthOf(Date.UTC(2015, 4));
    expect(await billAt(Date.now(), old)).toEqual({ bytes: 0n, isFinal: false });
    await deliver(1, old.from);
    expect(await billAt(Date.now(), old)).toEqual({ bytes: 1n, isFinal: true });
    await deliver(2, old.from);
    expect(await billAt(Date.now(), old)).toEqual({ bytes: 1n, isFinal: true });
  });
});
