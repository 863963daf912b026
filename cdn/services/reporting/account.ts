import { dateText } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import type { account } from '@edgegraph/rest/reporting/account.ts';
import { findCustomer } from '../../database/queries/customers.ts';
import type { ReportingSources } from './sources.ts';

/** Who the customer is, and until when its reports are complete. */
export const accountHandlers = ({ db, completeUntil }: ReportingSources): Handlers<typeof account> => ({
  getCustomerName: async (_input, { accountNumber }) => ({ AccountName: (await findCustomer(db, accountNumber))?.name ?? '' }),

  // Another customer's id is as one that nobody has.
  getAccountNumber: async ({ customercustomid }, { accountNumber }) =>
    (await findCustomer(db, accountNumber))?.customId === customercustomid ? { AccountNumber: accountNumber } : null,

  getCompleteUntil: async () => ({ CompleteUntil: dateText(await completeUntil()) }),
});
