import { describeDriver } from '../edge-driver.suite.ts';
import { startEmbeddedDriver } from './embedded-driver.ts';

describeDriver(async (onEvent) => {
  const driver = await startEmbeddedDriver({ host: '127.0.0.1', port: 0, onEvent });
  return { driver, url: driver.url };
});
