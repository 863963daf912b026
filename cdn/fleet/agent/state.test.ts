import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { temporaryDirectory } from './agent.fixture.ts';
import { openState } from './state.ts';

const owner = { name: 'lax-1', controlPlane: 'http://127.0.0.1:1' };
let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => void (directory = await temporaryDirectory()));
afterEach(() => directory[Symbol.asyncDispose]());

it('knows its cursor again', () => {
  const first = openState(directory.path, owner);
  first.keepCursor(7);
  first.close();
  const again = openState(directory.path, owner);
  expect(again.cursor).toBe(7);
  again.close();
});

it('begins anew where another release wrote sites of another form', () => {
  const first = openState(directory.path, owner);
  first.keepCursor(7);
  first.close();
  const file = new DatabaseSync(join(directory.path, 'state.sqlite'));
  file.exec(`insert into customers values ('0001', '[{"of": "another form"}]')`);
  file.close();
  const again = openState(directory.path, owner);
  expect(again).toMatchObject({ cursor: null, sites: new Map() });
  again.close();
});
