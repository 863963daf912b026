import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { describeDriver } from '../edge-driver.suite.ts';
import { startVarnishDriver } from './varnish-driver.ts';
import { varnishEnvironment } from './varnishd.ts';

const isInstalled = spawnSync('varnishd', ['-V'], { env: varnishEnvironment() }).status === 0;

describe.skipIf(!isInstalled)(`the Varnish driver${isInstalled ? '' : ' (skipped: varnishd is not installed)'}`, () => {
  describeDriver(async (onEvent) => {
    const driver = await startVarnishDriver({ host: '127.0.0.1', port: 0, onEvent, report: () => undefined });
    return { driver, url: driver.url };
  });
});
