import type { FindViewer } from '@edgegraph/permissions/viewer.ts';
import { type Call, createClient } from './client.ts';
import { RestError } from './error.ts';
import { users } from './users.ts';

/** Finds whose token it is by asking the users service over a binding. */
export function viewerOver(call: Call): FindViewer {
  const client = createClient(users, call);
  return async (token) => {
    try {
      const { Id, Email, AccountNumber, Methods, Modules } = await client.getTokenOwner({}, { token, accountNumber: '' });
      return { userId: Id, login: Email, accountNumber: AccountNumber, methods: new Set(Methods), modules: new Set(Modules) };
    } catch (error) {
      if (error instanceof RestError && error.status === 403) return null;
      throw error;
    }
  };
}
