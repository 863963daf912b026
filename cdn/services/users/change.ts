import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { invalidUser } from '@edgegraph/rest/error.ts';
import { type NewAccessEvent, appendAccessEvents } from '../../database/queries/access-events.ts';
import { type User, findUser } from '../../database/queries/users.ts';
import type { Notices } from '../../database/notices.ts';
import type { Database } from '../../database/tables.ts';
import { inTransaction } from '../../database/transaction.ts';
import { actorOf } from '../actor.ts';

/** What was done to the subject, and what it was before and after. */
export type Recorded = Pick<NewAccessEvent, 'kind' | 'stateBefore' | 'stateAfter' | 'detail'>;

/** A change of users or tokens under way. */
export interface Change {
  /** The transaction that the change is one with. */
  readonly db: Database;
  /** Who changes, as they stand in the store now. */
  readonly actor: User;
  /** Writes to the access log what is done to a user. */
  readonly record: (subject: Pick<User, 'id' | 'login'>, event: Recorded) => Promise<void>;
}

/** Makes a change and its entries in the access log: all of it, or nothing when `work` rejects. */
export type MakeChange = <Answer>(viewer: Viewer, work: (change: Change) => Promise<Answer>) => Promise<Answer>;

/** Tells everybody who watches what tokens may do. */
export const changesOf =
  (db: Database, notices: Pick<Notices, 'publish'>): MakeChange =>
  (viewer, work) =>
    inTransaction(db, async (transaction) => {
      const actor = await findUser(transaction, viewer.accountNumber, viewer.userId);
      if (!actor) throw invalidUser();
      const record: Change['record'] = ({ id, login }, event) =>
        appendAccessEvents(transaction, [{ ...actorOf(viewer), subjectUserId: id, subjectLogin: login, ...event }]);
      const answer = await work({ db: transaction, actor, record });
      await notices.publish(transaction, 'access');
      return answer;
    });
