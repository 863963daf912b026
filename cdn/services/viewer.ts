import { rooted } from '@edgegraph/permissions/grants.ts';
import type { FindViewer } from '@edgegraph/permissions/viewer.ts';
import { findTokenOwner } from '../database/queries/tokens.ts';
import type { Database } from '../database/tables.ts';

/** Finds whose token it is in the configuration store. A user's modules count as far as the customer has them. */
export const viewerIn =
  (db: Database): FindViewer =>
  async (token) => {
    const owner = await findTokenOwner(db, token);
    if (!owner) return null;
    const ofCustomer = new Set(owner.customerModules);
    return {
      userId: owner.userId,
      login: owner.login,
      accountNumber: owner.accountNumber,
      methods: new Set(owner.methods),
      modules: new Set(rooted(owner.modules.filter((module) => ofCustomer.has(module)))),
    };
  };
