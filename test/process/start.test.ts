import { mkdtemp, readFile, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sampleRange } from '../product.ts';
import { ask, end, startProcess } from './process.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'edgegraph-'))));
afterEach(() => rm(directory, { recursive: true, force: true }));

const requests = `{ customer { traffic(range: ${sampleRange}) { total { requests } } } }`;
const sample = { data: { customer: { traffic: { total: { requests: '8000' } } } } };

describe('a first start', () => {
  it('prints the addresses and, once, a token that works', async () => {
    const first = await startProcess({ DATA_DIR: join(directory, 'data') });
    const token = /shown this once: (\S+)/.exec(first.output)?.[1] ?? '';
    expect(first.output).toContain(`${first.url}/playground/`);
    expect(token).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(await ask(first.url, token, requests)).toEqual(sample);
    expect(await end(first, 'SIGTERM')).toBe(0);

    const second = await startProcess({ DATA_DIR: join(directory, 'data') });
    expect(second.output).not.toContain('token');
    expect(await ask(second.url, token, requests)).toEqual(sample);
    await end(second, 'SIGTERM');
  });

  it('keeps its data for its own user alone, and no token in them', async () => {
    const data = join(directory, 'data');
    const running = await startProcess({ DATA_DIR: data, ADMIN_TOKEN: '12345678-1234-1234-1234-1234567890ab' });
    await ask(running.url, '12345678-1234-1234-1234-1234567890ab', '{ viewer { login } }');
    await end(running, 'SIGTERM');
    expect((await stat(data)).mode & 0o077).toBe(0);
    for (const file of (await readdir(data)).filter((name) => name.startsWith('configuration'))) {
      expect((await readFile(join(data, file))).includes('12345678-1234-1234-1234-1234567890ab')).toBe(false);
    }
  });

  it('leaves the sample out when told so', async () => {
    const running = await startProcess({ DATA_DIR: directory, ADMIN_TOKEN: 'the-first-token', SAMPLE_DATA: 'off' });
    const { data } = await ask(running.url, 'the-first-token', `{ customer { edgeCnames { totalCount } traffic(range: ${sampleRange}) { total { requests } } } }`);
    expect(data.customer).toEqual({ edgeCnames: { totalCount: 0 }, traffic: { total: { requests: '0' } } });
    await end(running, 'SIGTERM');
  });

  it('that was killed in the middle is a first start again', async () => {
    const settings = { DATA_DIR: directory, ADMIN_TOKEN: 'the-first-token' };
    const killing = new AbortController();
    const killed = startProcess(settings, killing.signal);
    await untilThereIs(join(directory, 'analytics'));
    killing.abort();
    await expect(killed).rejects.toThrow('ended with null');
    const again = await startProcess(settings);
    expect(await ask(again.url, 'the-first-token', requests)).toEqual(sample);
    await end(again, 'SIGTERM');
  });
});

describe('ADMIN_TOKEN on a later start', () => {
  it("becomes the administrator's token, and the old one stays as the backup", async () => {
    await end(await startProcess({ DATA_DIR: directory, ADMIN_TOKEN: 'the-first-token' }), 'SIGTERM');
    const later = await startProcess({ DATA_DIR: directory, ADMIN_TOKEN: 'the-second-token' });
    expect(later.output).not.toContain('the-second-token');
    for (const token of ['the-first-token', 'the-second-token']) expect(await ask(later.url, token, requests)).toEqual(sample);
    await end(later, 'SIGTERM');
    const same = await startProcess({ DATA_DIR: directory, ADMIN_TOKEN: 'the-second-token' });
    expect(await ask(same.url, 'the-first-token', requests)).toEqual(sample);
    await end(same, 'SIGTERM');
  });
});

describe('a setting that cannot be used', () => {
  it.each([
    [{ PORT: 'http' }, 'PORT must be a port'],
    [{ INTROSPECTION: 'yes', SAMPLE_DATA: 'no' }, 'INTROSPECTION must be token, filtered, public or off'],
    [{ ADMIN_TOKEN: 'short' }, 'ADMIN_TOKEN must have at least 8 characters'],
    // No header could carry it as it is.
    [{ ADMIN_TOKEN: 'gänsefüßchen' }, 'ADMIN_TOKEN must have at least 8 characters of ASCII'],
  ])('stops the start with an error that names it: %j', async (settings, message) => {
    const started = startProcess({ DATA_DIR: directory, ...settings } as Record<string, string>);
    await expect(started).rejects.toThrow(message);
    await expect(started).rejects.toThrow('ended with 1');
    await expect(started).rejects.not.toThrow(/ at .*\.ts:/);
  });

  it('be it the port of another process or the data of another', async () => {
    const running = await startProcess({ DATA_DIR: join(directory, 'one') });
    const { port } = new URL(running.url);
    await expect(startProcess({ DATA_DIR: join(directory, 'two'), PORT: port })).rejects.toThrow(/EADDRINUSE|in use/);
    await expect(startProcess({ DATA_DIR: join(directory, 'one') })).rejects.toThrow('another process has it open');
    await end(running, 'SIGTERM');
  });
});

async function untilThereIs(path: string): Promise<void> {
  while (!(await stat(path).catch(() => null))) await new Promise((resolve) => setTimeout(resolve, 5));
}
