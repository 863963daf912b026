import type { Handlers } from '@edgegraph/rest/door.ts';
import type { mcc } from '@edgegraph/rest/mcc.ts';
import type { Database } from '../../database/tables.ts';
import type { Vault } from '../../vault.ts';
import { cacheSettingHandlers } from './cache-settings.ts';
import { edgeCnameHandlers } from './edge-cnames.ts';
import { logSettingHandlers } from './log-settings.ts';
import { networkHandlers } from './network.ts';
import { originHandlers } from './origins.ts';
import type { PropagationOf } from './propagation.ts';
import { purgeHandlers } from './purge.ts';
import { tokenAuthHandlers } from './token-auth.ts';

/** The mcc service: configuration, purge and load, over the configuration store. */
export const mccHandlers = (db: Database, vault: Vault, propagationOf: PropagationOf): Handlers<typeof mcc> => ({
  ...originHandlers(db),
  ...edgeCnameHandlers(db),
  ...cacheSettingHandlers(db),
  ...tokenAuthHandlers(db, vault),
  ...logSettingHandlers(db),
  ...networkHandlers(db, propagationOf),
  ...purgeHandlers(db),
});
