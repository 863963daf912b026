import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ask, end, startProcess } from './process.ts';

it('no token is in the logs, and no link that is as good as one, however much is logged', async () => {
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
  const report = 'report: { hitsByStatus: { range: { last: "P1D" } } }';
  const { data: exported } = await ask(running.url, admin, `mutation { createExport(input: { ${report} }) { url } }`);
  const link: string = exported.createExport.url;
  for (const path of [link, link.replace('exports', '%65xports'), `${link}x`]) await fetch(running.url + path);
  for (const method of ['POST', 'HEAD', 'PROPFIND']) await fetch(running.url + link, { method });
  await end(running, 'SIGTERM');
  await rm(directory, { recursive: true });

  expect(output).toContain('/v2/mcc/customers/0001/users');
  expect(output).toContain('/exports/…');
  const signed = link.split('.').at(-1) ?? '';
  expect(signed).toHaveLength(43);
  for (const secret of [admin, issued, wrong, signed]) expect(output).not.toContain(secret);
});
