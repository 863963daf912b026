import { type Notices, Subscriptions, type Topic } from './notices.ts';
import type { TransactionEnds } from './sqlite-dialect.ts';

/** Notices within this process: others that have the file open are not told, so one process alone runs the fleet. */
export function sqliteNotices(): Notices & TransactionEnds {
  const subscriptions = new Subscriptions();
  // There is one connection, and so one transaction at a time.
  const published = new Set<Topic>();
  const tell = () => {
    const topics = [...published];
    published.clear();
    // Off the path of whoever commits.
    if (topics.length > 0) setImmediate(() => topics.forEach((topic) => subscriptions.call(topic)));
  };
  return {
    publish: async (db, topic) => {
      published.add(topic);
      if (!db.isTransaction) tell();
    },
    subscribe: (topic, listener) => subscriptions.subscribe(topic, listener),
    committed: tell,
    rolledBack: () => published.clear(),
  };
}
