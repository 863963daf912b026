/** `reporting`: who the customer is, and until when its reports are complete. */
import { z } from 'zod';
import { line } from '../codec.ts';
import { route } from '../route.ts';
import { customer } from './fields.ts';

export const account = {
  getCustomerName: route({
    service: 'reporting', method: 'GET', path: `${customer}/customername`, access: 'METHOD',
    input: z.object({}), output: z.object({ AccountName: z.string() }), summary: "Get the customer's name.",
  }),
  getAccountNumber: route({
    service: 'reporting', method: 'GET', path: '/v2/reporting/customers/accountnumber', access: 'METHOD',
    input: z.object({ customercustomid: line(255) }), output: z.object({ AccountNumber: z.string() }).nullable(),
    summary: "Get the account number of the customer whom its provider knows by this id; an empty body if that is not the token's own customer.",
  }),
  getCompleteUntil: route({
    service: 'reporting', method: 'GET', path: `${customer}/completeuntil`, access: 'CORE_REPORTS',
    input: z.object({}), output: z.object({ CompleteUntil: z.string() }),
    summary: 'Beyond the contract: the moment, YYYY-MM-DDThh:mm:ss in UTC, before which figures are complete; later ones may still grow.',
  }),
};
