import type { FindViewer } from '@edgegraph/permissions/viewer.ts';
import { type Call, createClient } from './client.ts';
import { RestError } from './error.ts';
import { users } from './users.ts';

/** Finds whose token it is by asking the users service over a binding. An inactive customer's tokens are nobody's. */
export function viewerOver(call: Call): FindViewer {
  const client = createClient(users, call);
  return async (token, address) => {
    try {
      const { Id, Email, AccountNumber, Methods, Modules, Token } = await client.getTokenOwner({}, { token, accountNumber: '', address });
      return {
        userId: Id,
        login: Email,
        accountNumber: AccountNumber,
        methods: new Set(Methods),
        modules: new Set(Modules),
        ...(Token === null ? {} : { token: { id: Token.Id, name: Token.Name, expiresAt: Token.ExpiresAt } }),
        ...(address === undefined ? {} : { address }),
      };
    } catch (error) {
      if (error instanceof RestError && (error.status === 403 || error.status === 400)) return null;
      throw error;
    }
  };
}
