import { accessEventsSuite } from './access-events.suite.ts';
import { cacheSettingsSuite } from './cache-settings.suite.ts';
import { closedMonthsSuite } from './closed-months.suite.ts';
import { contentJobsSuite } from './content-jobs.suite.ts';
import { customersSuite } from './customers.suite.ts';
import { edgeCnamesSuite } from './edge-cnames.suite.ts';
import { edgesSuite } from './edges.suite.ts';
import { eventProgressSuite } from './event-progress.suite.ts';
import { fleetJournalSuite } from './fleet-journal.suite.ts';
import type { OpenDatabase } from './fresh-database.fixture.ts';
import { logSettingsSuite } from './log-settings.suite.ts';
import { originsSuite } from './origins.suite.ts';
import { permissionsSuite } from './permissions.suite.ts';
import { tokenAuthenticationSuite } from './token-authentication.suite.ts';
import { tokensSuite } from './tokens.suite.ts';
import { usersSuite } from './users.suite.ts';

/** Everything that the queries promise, for any database that `open` opens. */
export function queriesSuite(open: OpenDatabase): void {
  customersSuite(open);
  usersSuite(open);
  permissionsSuite(open);
  tokensSuite(open);
  originsSuite(open);
  edgeCnamesSuite(open);
  cacheSettingsSuite(open);
  tokenAuthenticationSuite(open);
  logSettingsSuite(open);
  contentJobsSuite(open);
  fleetJournalSuite(open);
  edgesSuite(open);
  eventProgressSuite(open);
  accessEventsSuite(open);
  closedMonthsSuite(open);
}
