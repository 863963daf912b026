import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Save } from './save-permissions.fixture.ts';
import { newcomer } from './site.fixture.ts';
import { addCustomer, openUsersService } from './users-service.fixture.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'edgegraph-durability-'));
});
afterEach(() => rm(folder, { recursive: true }));

const ids = [2, 3, 4, 5];

describe('permissions saved by processes that are killed', () => {
  it('are each as acknowledged or as asked for since: 1,000 saves, none lost and none half-applied', async () => {
    const path = join(folder, 'configuration.sqlite');
    const first = await openUsersService(path);
    const admin = await addCustomer(first.db, '0001');
    for (const id of ids) {
      const { CustomerUserId } = await first.users.createUser({ body: { ...newcomer, Email: `${id}@example.com` } }, admin);
      expect(CustomerUserId).toBe(id);
    }
    await first.close();

    let acknowledged = 0;
    const known = new Map<number, Save[]>(ids.map((id) => [id, [{ id, acknowledged: true, Methods: [], Modules: [], Version: 1 }]]));
    while (acknowledged < 1000) {
      for (const save of await savesUntilKilled(path, admin.token, 100)) {
        if (save.acknowledged) acknowledged += 1;
        // What is acknowledged replaces all before it; what is only asked for may or may not have been done.
        known.set(save.id, save.acknowledged ? [save] : [...(known.get(save.id) ?? []), save]);
      }
      const service = await openUsersService(path);
      for (const id of ids) {
        const stored = await service.users.getPermissions({ id }, admin);
        const permissions = { Methods: stored?.Methods, Modules: stored?.Modules, Version: stored?.Version };
        expect(known.get(id)?.map(({ Methods, Modules, Version }) => ({ Methods, Modules, Version }))).toContainEqual(permissions);
        expect(await service.users.listTokens({ id }, admin)).toHaveLength(stored?.Methods.length ? 1 : 0);
        const { Events } = await service.users.listAccessEvents({ userid: id, kind: ['PERMISSIONS_SAVED'], limit: 1000 }, admin);
        expect(Events.map(({ After }) => After?.Version)).toEqual(Array.from({ length: Events.length }, (_, index) => Events.length + 1 - index));
        expect(Events[0]?.After ?? { Methods: [], Modules: [], Version: 1 }).toEqual(permissions);
      }
      await service.close();
    }
  }, 300_000);
});

/** What a process asked for and was acknowledged until it was killed, amid its work, after `count` acknowledgements. */
async function savesUntilKilled(path: string, token: string, count: number): Promise<Save[]> {
  const fixture = join(import.meta.dirname, 'save-permissions.fixture.ts');
  const saver = spawn(process.execPath, [fixture, path, token, ids.join()], { stdio: ['ignore', 'pipe', 'inherit'] });
  const saves: Save[] = [];
  for await (const line of createInterface(saver.stdout)) {
    // The fixture prints nothing else.
    saves.push(JSON.parse(line) as Save);
    if (saves.filter(({ acknowledged }) => acknowledged).length === count) saver.kill('SIGKILL');
  }
  return saves;
}
