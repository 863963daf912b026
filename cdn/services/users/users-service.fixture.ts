/** The users service as tests call it. */
import { type Caller, createClient } from '@edgegraph/rest/client.ts';
import { createDoor, implement } from '@edgegraph/rest/door.ts';
import { inProcess } from '@edgegraph/rest/in-process.ts';
import { users } from '@edgegraph/rest/users.ts';
import { type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { createCustomer } from '../../database/queries/customers.ts';
import { createUser } from '../../database/queries/users.ts';
import { openStore } from '../../database/sqlite.ts';
import type { Store } from '../../database/store.ts';
import type { Database } from '../../database/tables.ts';
import { createAccess } from '../access.ts';
import { usersHandlers } from './handlers.ts';

const rethrow = (cause: unknown) => {
  throw cause;
};

/** The users service over the database in the file at `path`, called in process. */
export const openUsersService = async (path: string, clock?: () => number) => usersServiceOver(await openStore(path), clock);

/** The users service over a store, which it closes, called in process. */
export function usersServiceOver(store: Store, clock: () => number = Date.now) {
  const { db, commits, notices } = store;
  const access = createAccess({ db, commits, report: rethrow, clock });
  const door = createDoor(access.findViewer, [implement(users, usersHandlers(store, access.denials, clock))], rethrow, access.onDenied);
  const call = inProcess(door, { timeoutMs: 10_000 });
  return {
    db,
    commits,
    notices,
    access,
    call,
    users: createClient(users, call),
    close: async () => {
      await access.close();
      await store.close();
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

/** The names of those whose names don't matter. */
export const person = { firstName: 'A', lastName: 'User' };
