import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { readdir, readFile } from 'node:fs/promises';
import { expect, it, vi } from 'vitest';
import { siteOf, siteOrigin, startOrigin } from '../../edge/edge.fixture.ts';
import { describeVarnish, startVarnish } from './varnish.fixture.ts';
import { startVarnishDriver } from './varnish-driver.ts';

const patience = { timeout: 15_000, interval: 100 };

/** The processes below one, by name. */
async function below(parent: number): Promise<{ pid: number; name: string }[]> {
  const numbers = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const statuses = await Promise.all(numbers.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  const children = statuses.flatMap((status) => {
    const [, pid, name = '', , parentPid] = /^(\d+) \((.*)\) (\S) (\d+)/.exec(status) ?? [];
    return Number(parentPid) === parent ? [{ pid: Number(pid), name }] : [];
  });
  return [...children, ...(await Promise.all(children.map(({ pid }) => below(pid)))).flat()];
}

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describeVarnish('a varnishd', () => {
  it('is started anew if it ends, with nothing stored, on its port and with its sites', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    await using varnish = await startVarnish();
    await varnish.driver.configure([siteOf(origin)]);
    await varnish.get('/');
    const manager = (await below(process.pid)).find(({ name }) => name === 'varnishd');
    process.kill(manager?.pid ?? Number.NaN, 'SIGKILL');
    await vi.waitFor(async () => expect((await varnish.get('/')).body).toBe('answer 2'), patience);
    expect(varnish.reports).toEqual(['varnishd has ended; it is started anew, with nothing stored.']);
    expect(await varnish.driver.purge([{ site: 'site', target: { kind: 'path', path: '/' }, mode: 'hard' }])).toEqual({ objects: 1, remaining: 0 });
    await vi.waitFor(() => expect(varnish.events.at(-1)).toMatchObject({ cacheStatus: 'TCP_MISS' }), patience);
  });

  it('does not outlive a process that is killed', { timeout: 60_000 }, async () => {
    const script = `
      import { startVarnishDriver } from ${JSON.stringify(new URL('varnish-driver.ts', import.meta.url))};
      await startVarnishDriver({ host: '127.0.0.1', port: 0, onEvent: () => undefined, report: () => undefined });
      console.log('ready');
    `;
    const owner = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(owner.stdout, 'data');
    const processes = await below(owner.pid ?? 0);
    expect(processes.map(({ name }) => name)).toEqual(expect.arrayContaining(['varnishd', 'varnishlog']));
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect(processes.filter(({ pid }) => exists(pid))).toEqual([]), patience);
  });

  it('that can not listen is an error that says so', async () => {
    await using origin = await startOrigin(() => ({}));
    const taken = startVarnishDriver({ host: '127.0.0.1', port: Number(new URL(origin.url).port), onEvent: () => undefined, report: () => undefined });
    await expect(taken).rejects.toThrow(/can not serve on 127\.0\.0\.1:\d+: .*Address already in use/s);
  });
});

describeVarnish('the log of a Varnish edge', () => {
  it('has been told to the last request once the edge is closed', async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
    const varnish = await startVarnish();
    await varnish.driver.configure([siteOf(origin)]);
    for (let time = 0; time < 20; time += 1) await varnish.get('/');
    await varnish[Symbol.asyncDispose]();
    expect(varnish.events).toHaveLength(20);
  });

  it('is read whatever bytes clients send', async () => {
    await using origin = await startOrigin(() => ({}));
    await using varnish = await startVarnish();
    await varnish.driver.configure([siteOf(origin)]);
    const socket = createConnection({ host: '127.0.0.1', port: Number(new URL(varnish.driver.url).port) });
    const request = ['GET /a?\xff\xc3\xa9=-\tEnd HTTP/1.1', 'Host: a', 'Referer: \xc3(\x85**  << Request  >> 5', 'User-Agent: é', 'Connection: close', '', ''].join('\r\n');
    socket.end(Buffer.from(request.replace('\t', '%09'), 'latin1'));
    await once(socket.resume(), 'close');
    await varnish.get('/next');
    await vi.waitFor(() => expect(varnish.events).toHaveLength(2), patience);
    expect(varnish.events).toMatchObject([{ path: '/a', query: '\ufffd\u00e9=-%09End', referrer: '\ufffd(\ufffd**  << Request  >> 5', userAgent: '\ufffd' }, { path: '/next' }]);
  });
});

describeVarnish('an origin of a Varnish edge', () => {
  it('at a private address is refused, be it named or not', async () => {
    await using varnish = await startVarnish();
    const at = (server: string) => siteOf({ url: '' }, { origin: siteOrigin([server], { mayBePrivate: false }) });
    for (const server of ['http://127.0.0.1', 'http://localhost'])
      expect(await varnish.driver.check([at(server)])).toEqual([{ site: 'site', message: expect.stringMatching(/private or reserved address/) }]);
  });

  it('whose name can not be resolved is waited for', async () => {
    await using varnish = await startVarnish();
    const site = siteOf({ url: '' }, { origin: siteOrigin(['http://nowhere.invalid']) });
    expect(await varnish.driver.check([site])).toEqual([]);
    await varnish.driver.configure([site]);
    expect((await varnish.get('/')).status).toBe(502);
  });
});
