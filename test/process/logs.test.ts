import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask, end, startProcess } from './process.ts';

it('no token is in the logs, however much is logged', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'edgegraph-'));
  const admin = 'aaaaaaaa-0000-4000-8000-00000000000a';
  const wrong = 'bbbbbbbb-0000-4000-8000-00000000000b';
  const running = await startProcess({ DATA_DIR: join(directory, 'data'), ADMIN_TOKEN: admin, SAMPLE_DATA: 'off', LOG_LEVEL: 'trace' });
  let { output } = running;
  for (const stream of [running.child.stdout, running.child.stderr]) stream?.on('data', (text: string) => void (output += text));

  const { data } = await ask(
    running.url,
    admin,
    'mutation { createUser(input: { login: "a@example.com", firstName: "A", lastName: "B", methods: [GET], modules: [VIEW_USERS] }) { issuedToken } }',
  );
  const issued: string = data.createUser.issuedToken;
  await ask(running.url, issued, '{ customer { users { nodes { login } } origin(id: 1) { id } } nonsense }');
  await ask(running.url, wrong, '{ viewer { login } }');
  for (const [path, headers] of [
    ['/v2/mcc/customers/0001/users', { authorization: `TOK:${wrong}` }],
    ['/v2/mcc/customers/0001/users', { authorization: `TOK:${issued}`, accept: 'text/html' }],
    ['/v2/mcc/customers/0001/nothing', { authorization: `TOK:${issued}` }],
    ['/graphql', { authorization: `TOK:${issued}`, 'content-type': 'application/json' }],
  ] as const) {
    await fetch(running.url + path, { method: 'POST', headers, body: '{' });
  }
  await end(running, 'SIGTERM');
  await rm(directory, { recursive: true });

  expect(output).toContain('/v2/mcc/customers/0001/users');
  for (const token of [admin, issued, wrong]) expect(output).not.toContain(token);
});
