import { sql } from 'kysely';
import { type Notices, Subscriptions, type Topic } from './notices.ts';
import type { Hearer } from './postgres-listener.ts';

const channel = 'edgegraph_notices';

/** Notices to every process on the database: PostgreSQL delivers them when the transaction is committed. */
export function postgresNotices(): Notices & Hearer {
  const subscriptions = new Subscriptions();
  return {
    publish: async (db, topic) => void (await sql`select pg_notify(${channel}, ${topic})`.execute(db)),
    subscribe: (topic, listener) => subscriptions.subscribe(topic, listener),
    channel,
    // A newer release's topic has no listener here.
    heard: (payload) => subscriptions.call(payload as Topic),
    missed: () => subscriptions.callAll(),
  };
}
