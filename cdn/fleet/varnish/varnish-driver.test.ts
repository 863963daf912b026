import { describeDriver } from '../edge-driver.suite.ts';
import { describeVarnish } from './varnish.fixture.ts';
import { startVarnishDriver } from './varnish-driver.ts';

describeVarnish('the Varnish driver', () => {
  describeDriver(async (onEvent) => {
    const driver = await startVarnishDriver({ host: '127.0.0.1', port: 0, onEvent, report: () => undefined });
    return { driver, url: driver.url };
  });
});
