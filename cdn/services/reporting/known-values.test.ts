import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrafficFilter } from '@edgegraph/rest/reporting/traffic-filter.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openChdbStore } from '../../analytics/chdb.ts';
import { event } from '../../analytics/event.fixture.ts';
import type { AnalyticsStore } from '../../analytics/store.ts';
import { openInMemory } from '../../database/in-memory.fixture.ts';
import { createCustomer } from '../../database/queries/customers.ts';
import { createEdgeCname } from '../../database/queries/edge-cnames.ts';
import type { Database } from '../../database/tables.ts';
import { checkNames } from './known-values.ts';

describe('a filter that names edge CNAMEs', () => {
  const stack = new AsyncDisposableStack();
  let db: Database;
  let analytics: AnalyticsStore;
  let configured: number;
  afterAll(() => stack.disposeAsync());

  beforeAll(async () => {
    const directory = stack.adopt(await mkdtemp(join(tmpdir(), 'names-')), (path) => rm(path, { recursive: true, force: true }));
    analytics = stack.adopt(await openChdbStore(directory), (store) => store.close());
    const opened = stack.adopt(await openInMemory(), (database) => database.close());
    ({ db } = opened);
    for (const accountNumber of ['0001', '0002']) await createCustomer(db, { accountNumber, name: accountNumber, status: 'active', modules: [] });
    const cname = { accountNumber: '0001', mediaTypeId: 3, name: 'www.example.com', dirPath: '', originId: null, enableCustomReports: false } as const;
    const created = await createEdgeCname(db, cname);
    if (typeof created === 'string') throw new Error(created);
    configured = created.id;
    await analytics.append([event({ cnameId: 77 })]);
  });

  const of = (...values: number[]): TrafficFilter => ({ dimension: 'cname', test: 'In', values });

  it("may name the customer's own, one that was deleted but had requests, and none", async () => {
    await expect(checkNames(db, analytics, '0001', of(configured, 77, 0))).resolves.toBeUndefined();
  });

  it("is refused for all that are not, another customer's like one that does not exist", async () => {
    const missing = (path: string, id: number) => ({ path, message: `There is no edge CNAME ${id}.` });
    await expect(checkNames(db, analytics, '0002', { or: [of(configured), { not: of(0, 77, 78) }] })).rejects.toMatchObject({
      status: 400,
      problems: [missing('filter.Or.0.In.0', configured), missing('filter.Or.1.Not.In.1', 77), missing('filter.Or.1.Not.In.2', 78)],
    });
  });
});
