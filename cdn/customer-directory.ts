import type { CustomerDirectory } from './analytics/ingest-target.ts';
import { findCustomer } from './database/queries/customers.ts';
import { findEdgeCnameByName } from './database/queries/edge-cnames.ts';
import type { Database } from './database/tables.ts';

/** The configuration's customers and edge CNAMEs, as the import asks for them. */
export const customerDirectory = (db: Database): CustomerDirectory => ({
  findCustomer: async (accountNumber) => (await findCustomer(db, accountNumber.toUpperCase()))?.accountNumber ?? null,
  findCname: async (accountNumber, name) => {
    const cname = await findEdgeCnameByName(db, accountNumber, name);
    return cname && { id: cname.id, mediaTypeId: cname.mediaTypeId, originId: cname.originId ?? 0 };
  },
});
