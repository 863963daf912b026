import { platformWords } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { missing } from '@edgegraph/rest/error.ts';
import type { network } from '@edgegraph/rest/mcc/network.ts';
import { existingEdgeCnames, findEdgeCname } from '../../database/queries/edge-cnames.ts';
import { existingOrigins, findOrigin, touchOrigin } from '../../database/queries/origins.ts';
import type { Database } from '../../database/tables.ts';
import { pops, purgeRegions } from '../../network/pops.ts';
import { type PropagationOf, toPropagation } from './propagation.ts';

/** The points of presence, the same for every customer, and how far a customer's configuration has come to the edges there. */
export const networkHandlers = (db: Database, propagationOf: PropagationOf): Handlers<typeof network> => {
  /** An edge takes over a customer's configuration as a whole, so all that stands in it has come equally far. */
  const propagation = async (accountNumber: string) => toPropagation(await propagationOf(accountNumber));

  const propagations = async (accountNumber: string, ids: readonly number[], existing: ReadonlySet<number>) => {
    const shared = await propagation(accountNumber);
    return ids.filter((id) => existing.has(id)).map((Id) => ({ ...shared, Id }));
  };

  return {
    listShieldPops: () =>
      pops.flatMap(({ city, code, shieldRegion }) => (shieldRegion === null ? [] : [{ Name: city, POPCode: code, Region: shieldRegion }])),

    getSuperblocks: () => ({ SuperBlockIPv4: [], SuperBlockIPv6: [] }),

    reselectOrigin: async ({ id }, { accountNumber }) => {
      if (!(await touchOrigin(db, accountNumber, id, platformWords.adn))) throw missing(`ADN origin ${id}`);
      return null;
    },

    getOriginStatus: async ({ id }, { accountNumber }) => ((await findOrigin(db, accountNumber, id)) ? propagation(accountNumber) : null),
    getEdgeCnameStatus: async ({ id }, { accountNumber }) => ((await findEdgeCname(db, accountNumber, id)) ? propagation(accountNumber) : null),

    listOriginStatuses: async ({ ids }, { accountNumber }) => propagations(accountNumber, ids, await existingOrigins(db, accountNumber, ids)),
    listEdgeCnameStatuses: async ({ ids }, { accountNumber }) => propagations(accountNumber, ids, await existingEdgeCnames(db, accountNumber, ids)),

    listEdgeNodes: () => pops.map(({ city, code, continent }) => ({ City: city, Code: code, Continent: continent, V4: [], V6: [] })),

    listPurgeRegions: () =>
      purgeRegions.map((region) => ({
        EdgeNodes: pops.filter(({ purgeRegion }) => purgeRegion === region).map(({ code, id }) => ({ Code: code, Id: id })),
        Id: region.id,
        Name: region.name,
      })),
  };
};
