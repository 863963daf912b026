/** What the tests of user administration stand on: two customers with their administrators, behind the users service's door. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closure } from '@edgegraph/permissions/grants.ts';
import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { Caller } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { afterEach, beforeEach } from 'vitest';
import { createUser } from '../../database/queries/users.ts';
import { addCustomer, openUsersService, person } from './users-service.fixture.ts';

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
