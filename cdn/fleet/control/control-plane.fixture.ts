/** A control plane over a store of its own, as edges reach it. */
import Fastify from 'fastify';
import type { RequestEvent } from '../../analytics/event.ts';
import { createCustomer } from '../../database/queries/customers.ts';
import { newContentJob } from '../../database/queries/fresh-database.fixture.ts';
import { openDatabase } from '../../database/sqlite.ts';
import { sqliteNotices } from '../../database/sqlite-notices.ts';
import type { Store } from '../../database/store.ts';
import type { NewContentJob } from '../../database/queries/content-jobs.ts';
import type { Site } from '../../edge/site.ts';
import { popsIn } from '../../network/pops.ts';
import { type AgentOptions, FixtureAgent, secret } from './fixture-agent.fixture.ts';
import { ContentJobs } from './content-jobs.ts';
import { FleetMembers } from './members.ts';
import { serveFleet } from './server.ts';
import { FleetSync } from './sync.ts';
import { Watermark } from './watermark.ts';

export interface ControlPlaneOptions {
  readonly store?: Pick<Store, 'db' | 'notices' | 'close'>;
  readonly limit?: number;
  readonly sitesOf?: (accountNumber: string) => Promise<readonly Site[]>;
  readonly append?: (events: readonly RequestEvent[]) => Promise<void>;
}

/** A site by its account, so that tests see whose it is. */
export const siteOfCustomer = (accountNumber: string): Site => ({
  id: `site-of-${accountNumber}`,
  hostnames: [`www.${accountNumber}.example.com`],
  path: '',
  origin: null,
  defaultCacheControl: null,
  cacheRules: [],
  queryStrings: 'all',
  compressedTypes: [],
  protectedPaths: [],
  logsQueryStrings: false,
  counts: { accountNumber, mediaTypeId: 3, cnameId: 1, originId: 1 },
});

async function openInMemory(): Promise<Pick<Store, 'db' | 'notices' | 'close'>> {
  const notices = sqliteNotices();
  const db = await openDatabase(':memory:', notices);
  return { db, notices, close: () => db.destroy() };
}

/** With the customers 0001 and 0002, on a free port of loopback. Without a store, over one that ends with it. */
export async function startControlPlane({ store, limit = 50, sitesOf, append = async () => {} }: ControlPlaneOptions = {}) {
  const opened = store ?? (await openInMemory());
  const { db, notices } = opened;
  const status = 'active';
  for (const accountNumber of ['0001', '0002']) await createCustomer(db, { accountNumber, name: 'A', status, modules: [] });
  const jobs = new ContentJobs({ db, notices, limit, popsIn });
  const reported: unknown[] = [];
  const report = (cause: unknown) => void reported.push(cause);
  const fleet = new FleetSync({
    db,
    notices,
    jobs,
    sitesOf: sitesOf ?? (async (accountNumber) => [siteOfCustomer(accountNumber)]),
    report,
  });
  const log: string[] = [];
  const http = Fastify({ logger: { level: 'warn', stream: { write: (line: string) => void log.push(line) } }, forceCloseConnections: 'idle' });
  const watermark = new Watermark({ db, writeMs: 10, report });
  await http.register(serveFleet, { fleet, members: new FleetMembers({ db, jobs, report }), events: { append }, watermark, secret });
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  return {
    db,
    notices,
    jobs,
    watermark,
    http,
    url,
    reported,
    log,
    agent: (options?: AgentOptions) => new FixtureAgent(url, options),
    purge: (more: Partial<NewContentJob> = {}) => jobs.submit({ ...newContentJob, regionIds: [], ...more }, { whenFull: 'queue' }),
    async [Symbol.asyncDispose](): Promise<void> {
      await http.close();
      await watermark.close();
      await opened.close();
    },
  };
}
