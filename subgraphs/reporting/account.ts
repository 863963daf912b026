/** Who the customer is. */
import type { Resolvers } from '../generated/reporting.ts';
import type { Context } from './loaders.ts';

export const account = {
  Query: {
    accountNumber: async (_root, { customId }, { rest, caller }) => (await rest.reporting.getAccountNumber({ customercustomid: customId }, caller))?.AccountNumber ?? null,
  },
  Customer: {
    name: async (_customer, _args, { rest, caller }) => (await rest.reporting.getCustomerName({}, caller)).AccountName,
  },
} satisfies Resolvers<Context>;
