import type { Handlers } from '@edgegraph/rest/door.ts';
import type { accessLog } from '@edgegraph/rest/access-log.ts';
import { listAccessEvents } from '../../database/queries/access-events.ts';
import type { Database } from '../../database/tables.ts';
import type { DenialLog } from '../denials.ts';
import { toAccessEvent } from './translate.ts';

/** The access log, in the configuration store; denials until now are in it. */
export const accessLogHandlers = (db: Database, denials: DenialLog): Handlers<typeof accessLog> => ({
  listAccessEvents: async ({ before, begindate, enddate, kind, limit, userid }, { accountNumber }) => {
    await denials.flush();
    const events = await listAccessEvents(db, accountNumber, {
      before,
      from: toIso(begindate),
      to: toIso(enddate),
      kinds: kind,
      userId: userid,
      // One more tells whether there is a next page.
      limit: limit + 1,
    });
    const page = events.slice(0, limit);
    return { Events: page.map(toAccessEvent), Next: events.length > limit ? (page.at(-1)?.id ?? null) : null };
  },
});

const toIso = (time: number | undefined): string | undefined => (time === undefined ? undefined : new Date(time).toISOString());
