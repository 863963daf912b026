import { afterAll, expect } from 'vitest';
import type { Bind } from './cdn.ts';
import { administrationSuite } from './contract/administration.suite.ts';
import { boundCdn } from './contract/bound-cdn.ts';
import { cacheRulesSuite } from './contract/cache-rules.suite.ts';
import { cacheSettingsSuite } from './contract/cache-settings.suite.ts';
import { configVersionsSuite } from './contract/config-versions.suite.ts';
import { edgeCnamesSuite } from './contract/edge-cnames.suite.ts';
import { isolationSuite } from './contract/isolation.suite.ts';
import { logSettingsSuite } from './contract/log-settings.suite.ts';
import { networkSuite } from './contract/network.suite.ts';
import { originsSuite } from './contract/origins.suite.ts';
import { permissionsSuite } from './contract/permissions.suite.ts';
import { contentSuite } from './contract/content.suite.ts';
import { contentJobsSuite } from './contract/content-jobs.suite.ts';
import { realtimestatsSuite } from './contract/realtimestats.suite.ts';
import { reportingSuite } from './contract/reporting.suite.ts';
import { tokenAuthSuite } from './contract/token-auth.suite.ts';
import { trafficSuite } from './contract/traffic.suite.ts';
import { usersSuite } from './contract/users.suite.ts';

/** Everything that the services promise, through any binding of the client. */
export function contractSuite(bind: Bind): void {
  const bound = boundCdn(bind);
  // What a caller would only have seen as `Operation Error`.
  afterAll(() => expect(bound.cdn.reported).toEqual([]));
  originsSuite(bound);
  edgeCnamesSuite(bound);
  cacheSettingsSuite(bound);
  cacheRulesSuite(bound);
  configVersionsSuite(bound);
  tokenAuthSuite(bound);
  logSettingsSuite(bound);
  networkSuite(bound);
  contentSuite(bound);
  contentJobsSuite(bound);
  reportingSuite(bound);
  trafficSuite(bound);
  realtimestatsSuite(bound);
  usersSuite(bound);
  permissionsSuite(bound);
  administrationSuite(bound);
  isolationSuite(bound);
}
