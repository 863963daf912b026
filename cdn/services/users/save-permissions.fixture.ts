/**
 * Saves random permissions until it is killed. Its arguments: the database's path, the administrator's token, and the users' ids separated by commas.
 * Prints each save as a line of JSON before it asks for it, and again once it is acknowledged.
 */
import { randomInt } from 'node:crypto';
import { writeSync } from 'node:fs';
import { closure } from '@edgegraph/permissions/grants.ts';
import { type HttpMethod, type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { openUsersService } from './users-service.fixture.ts';

export interface Save {
  readonly id: number;
  readonly acknowledged: boolean;
  readonly Methods: readonly HttpMethod[];
  readonly Modules: readonly Module[];
  /** The version that the save makes. */
  readonly Version: number;
}

const [path = '', token = '', ids = ''] = process.argv.slice(2);
const { users } = await openUsersService(path);
const caller = { token, accountNumber: '0001' };

const some = <Item>(items: readonly Item[]): Item[] => items.filter(() => randomInt(3) === 0);
const print = (save: Save) => writeSync(1, `${JSON.stringify(save)}\n`);

async function saveOnAndOn(id: number): Promise<void> {
  let version = (await users.getPermissions({ id }, caller))?.Version ?? 0;
  // The bound is for a process that nobody kills.
  for (let count = 0; count < 2000; count++) {
    const permissions = { Methods: some(httpMethods), Modules: closure(some(modules)) };
    print({ id, acknowledged: false, ...permissions, Version: version + 1 });
    await users.setPermissions({ id, body: { ...permissions, Version: version } }, caller);
    version += 1;
    print({ id, acknowledged: true, ...permissions, Version: version });
  }
}

await Promise.all(ids.split(',').map(Number).map(saveOnAndOn));
