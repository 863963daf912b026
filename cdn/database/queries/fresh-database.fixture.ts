/** What the suites of the queries share. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach } from 'vitest';
import type { Database } from '../tables.ts';
import { inTransaction } from '../transaction.ts';
import type { NewContentJob } from './content-jobs.ts';
import { createCustomer } from './customers.ts';
import type { NewEdgeCname } from './edge-cnames.ts';
import { type Joined, type Joining, joinFleet } from './edges.ts';
import type { NewOrigin } from './origins.ts';
import { createUser, type NewUser, type UserWithToken } from './users.ts';

/** Opens a database with its tables and without rows, and closes it after the test. */
export type OpenDatabase = () => Promise<{ readonly db: Database; close(): Promise<void> }>;

/** For each test of the surrounding suite an own database with the customers 0001 and 0002. */
export function freshDatabase(open: OpenDatabase): { readonly db: Database } {
  let opened: Awaited<ReturnType<OpenDatabase>> | undefined;
  beforeEach(async () => {
    opened = await open();
    for (const accountNumber of ['0001', '0002']) {
      const name = `Customer ${accountNumber}`;
      await createCustomer(opened.db, { accountNumber, name, status: 'active', modules: ['DASHBOARD', 'CONTENT', 'PURGE_LOAD'] });
    }
  });
  afterEach(() => opened?.close());
  return {
    get db() {
      if (!opened) throw new Error('There is a database in a test only');
      return opened.db;
    },
  };
}

export const newUser: NewUser = {
  accountNumber: '0001',
  login: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'Byron',
  isAdministrator: false,
  methods: ['GET'],
  modules: ['DASHBOARD'],
};

export async function addUser(db: Database, user: Partial<NewUser> = {}): Promise<UserWithToken> {
  const created = await createUser(db, { ...newUser, ...user });
  if (created === 'taken') throw new Error('The test creates the same user twice');
  return created;
}

export const newOrigin: NewOrigin = {
  accountNumber: '0001',
  mediaTypeId: 3,
  directoryName: 'images',
  hostHeader: 'images.example.com:80',
  httpHostnames: ['http://one.example.com:80', 'http://two.example.com:80'],
  httpLoadBalancing: 'PF',
  httpsHostnames: [],
  httpsLoadBalancing: null,
  networkConfiguration: 1,
  shieldPops: ['LAX'],
  followRedirects: true,
  validationUrl: null,
};

export const newEdgeCname: NewEdgeCname = {
  accountNumber: '0001',
  mediaTypeId: 3,
  name: 'images.example.com',
  dirPath: '',
  originId: null,
  enableCustomReports: true,
};

/** What a query answered, which must be the object and neither a refusal nor nothing. */
export function found<Value extends object>(answer: Value | string | boolean | null): Value {
  if (answer === null || typeof answer !== 'object') throw new Error(`Answered ${answer}`);
  return answer;
}

export const newContentJob: NewContentJob = {
  accountNumber: '0001',
  action: 'purge',
  kind: 'single',
  targets: [{ kind: 'url', value: 'http://images.example.com/a.png' }],
  purges: [{ site: 'cname-1', target: { kind: 'path', path: '/a.png' }, mode: 'hard' }],
  loads: [],
  mediaTypeIds: [3],
  regionIds: [1, 2],
  soft: false,
  thenLoad: false,
  idempotencyKey: null,
  createdByUserId: 1,
  createdByLogin: 'ada@example.com',
};

export const newEdge: Joining = {
  name: 'edge-1',
  pop: 'LAX',
  driver: 'embedded',
  session: '11111111-1111-4111-8111-111111111111',
  cursor: null,
};

/** Lets an edge join the fleet with nothing stored. */
export const addEdge = (db: Database, name: string, edge: Partial<Joining> = {}): Promise<Joined | 'reset'> =>
  inTransaction(db, (transaction) => joinFleet(transaction, { ...newEdge, name, session: randomUUID(), ...edge }));
