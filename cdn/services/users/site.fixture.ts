/** What the tests of user administration stand on: two customers with their administrators, behind the users service's door. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closure } from '@edgegraph/permissions/grants.ts';
import { type HttpMethod, type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { type Caller, createClient } from '@edgegraph/rest/client.ts';
import { createDoor, implement } from '@edgegraph/rest/door.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { inProcess } from '@edgegraph/rest/in-process.ts';
import { users } from '@edgegraph/rest/users.ts';
import { afterEach, beforeEach } from 'vitest';
import { watchCommits } from '../../database/commits.ts';
import { createCustomer } from '../../database/queries/customers.ts';
import { createUser } from '../../database/queries/users.ts';
import { openDatabase } from '../../database/sqlite.ts';
import type { Database } from '../../database/tables.ts';
import { createAccess } from '../access.ts';
import { usersHandlers } from './handlers.ts';

const rethrow = (cause: unknown) => {
  throw cause;
};

/** The users service over the database in the file at `path`, called in process. */
export async function openUsersService(path: string, clock: () => number = Date.now) {
  const db = await openDatabase(path);
  const commits = watchCommits(path);
  const access = createAccess({ db, commits, report: rethrow, clock });
  const door = createDoor(access.findViewer, [implement(users, usersHandlers(db, access.denials, clock))], rethrow, access.onDenied);
  const call = inProcess(door, { timeoutMs: 10_000 });
  return {
    db,
    access,
    call,
    users: createClient(users, call),
    close: async () => {
      await access.close();
      commits.close();
      await db.destroy();
    },
  };
}

/** A customer with its administrator; the administrator's token. */
export async function addCustomer(db: Database, accountNumber: string, ofCustomer: readonly Module[] = modules): Promise<Caller> {
  await createCustomer(db, { accountNumber, name: `Customer ${accountNumber}`, status: 'active', modules: ofCustomer });
  const login = `admin@${accountNumber}.example.com`;
  const created = await createUser(db, { ...person, login, accountNumber, isAdministrator: true, methods: httpMethods, modules });
  if (created === 'taken' || created.issuedToken === null) throw new Error('The customer is there already');
  return { token: created.issuedToken, accountNumber };
}

const person = { firstName: 'A', lastName: 'User' };

/** A user, how to call on their behalf, and what they may do. */
export interface TestUser {
  readonly id: number;
  readonly caller: Caller;
}

export interface Site extends Awaited<ReturnType<typeof openUsersService>> {
  readonly path: string;
  /** The administrators of 0001 and 0002. */
  readonly admin: Caller;
  readonly otherAdmin: Caller;
  /** A user of 0001 with these methods and modules and the modules above them. */
  user(methods: readonly HttpMethod[], granted: readonly Module[]): Promise<TestUser>;
}

/** For each test an own site. */
export function freshSite({ clock }: { clock?: () => number } = {}): { readonly site: Site } {
  let folder: string;
  let site: Site | undefined;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgegraph-users-'));
    const path = join(folder, 'configuration.sqlite');
    const service = await openUsersService(path, clock);
    let count = 0;
    site = {
      ...service,
      path,
      admin: await addCustomer(service.db, '0001'),
      otherAdmin: await addCustomer(service.db, '0002'),
      async user(methods, granted) {
        const login = `user-${(count += 1)}@example.com`;
        const profile = { ...person, login, accountNumber: '0001', isAdministrator: false };
        const created = await createUser(service.db, { ...profile, methods, modules: closure(granted) });
        if (created === 'taken') throw new Error('The user is there already');
        return { id: created.user.id, caller: { token: created.issuedToken ?? '', accountNumber: '0001' } };
      },
    };
  });
  afterEach(async () => {
    await site?.close();
    await rm(folder, { recursive: true });
  });
  return {
    get site() {
      if (!site) throw new Error('There is a site in a test only');
      return site;
    },
  };
}

/** The refusal that a call must end in. */
export async function refusal(call: Promise<unknown>): Promise<RestError> {
  const outcome = await call.then(
    (answer) => ({ answer }),
    (error: unknown) => error,
  );
  if (outcome instanceof RestError) return outcome;
  throw new Error('The call was not refused', { cause: outcome });
}

/** A login, first and last name that nobody has. */
export const newcomer = { Email: 'Ada@Example.com', FirstName: 'Ada', LastName: 'Byron' };
