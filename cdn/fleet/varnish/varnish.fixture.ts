import { spawnSync } from 'node:child_process';
import { Agent, request } from 'undici';
import { describe } from 'vitest';
import type { EdgeEvent } from '../../edge/event.ts';
import { startVarnishDriver, type VarnishDriver } from './varnish-driver.ts';
import { varnishEnvironment } from './varnishd.ts';

const isInstalled = spawnSync('varnishd', ['-V'], { env: varnishEnvironment() }).status === 0;
const remark = isInstalled ? '' : ' (skipped, as varnishd is not installed)';

/** Tests on a real varnishd; where none is installed, they are skipped and say so. */
export function describeVarnish(subject: string, tests: () => void): void {
  describe.skipIf(!isInstalled)(`${subject}${remark}`, tests);
}

type Fields = Readonly<Record<string, string>>;

export interface TestVarnish {
  readonly driver: VarnishDriver;
  readonly events: EdgeEvent[];
  /** What an operator was told. */
  readonly reports: string[];
  get(path: string, fields?: Fields, method?: 'GET' | 'POST'): Promise<{ status: number; fields: Record<string, string | string[] | undefined>; body: string }>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** On a free port of loopback. */
export async function startVarnish(): Promise<TestVarnish> {
  const events: EdgeEvent[] = [];
  const reports: string[] = [];
  const driver = await startVarnishDriver({ host: '127.0.0.1', port: 0, onEvent: (event) => void events.push(event), report: (message) => void reports.push(message) });
  const dispatcher = new Agent();
  return {
    driver,
    events,
    reports,
    get: async (path, headers = {}, method = 'GET') => {
      const answer = await request(driver.url + path, { method, headers, dispatcher });
      return { status: answer.statusCode, fields: answer.headers, body: await answer.body.text() };
    },
    [Symbol.asyncDispose]: async () => {
      await dispatcher.destroy();
      await driver.close();
    },
  };
}
