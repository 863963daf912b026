import type { Handlers } from '@edgegraph/rest/door.ts';
import type { mcc } from '@edgegraph/rest/mcc.ts';
import type { ConfigurationStore } from '../../configuration/change.ts';
import type { Vault } from '../../vault.ts';
import { cacheRuleHandlers } from './cache-rules.ts';
import { cacheSettingHandlers } from './cache-settings.ts';
import { configVersionHandlers } from './config-versions.ts';
import { type ContentSources, contentHandlers } from './content.ts';
import { edgeCnameHandlers } from './edge-cnames.ts';
import { logSettingHandlers } from './log-settings.ts';
import { networkHandlers } from './network.ts';
import { originHandlers } from './origins.ts';
import type { PropagationOf } from './propagation.ts';
import { tokenAuthHandlers } from './token-auth.ts';

/** The mcc service: configuration, purge and load, over the configuration store. */
export const mccHandlers = (store: ConfigurationStore, vault: Vault, propagationOf: PropagationOf, content: ContentSources): Handlers<typeof mcc> => ({
  ...originHandlers(store),
  ...edgeCnameHandlers(store),
  ...cacheRuleHandlers(store),
  ...cacheSettingHandlers(store),
  ...tokenAuthHandlers(store, vault),
  ...logSettingHandlers(store),
  ...networkHandlers(store.db, propagationOf),
  ...configVersionHandlers(store, vault),
  ...contentHandlers(content),
});
