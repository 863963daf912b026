import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import { Client, type ClientConfig } from 'pg';
import type { Commits } from './commits.ts';
import type { AnnounceCommits } from './ddl.ts';

const channel = 'edgegraph_commits';

/** How often the server is asked whether it is there, and for how long after it was asked its silence means that nothing was committed. */
const pulseMs = 250;
const trustedMs = 1000;

/** Notifies the channel of every statement that writes to one of the tables, once it is committed. */
export const announceCommits: AnnounceCommits = async (db, tables) => {
  await sql`create function announce_commit() returns trigger language plpgsql as
    ${sql.lit(`begin perform pg_notify('${channel}', ''); return null; end`)}`.execute(db);
  for (const table of tables) {
    await sql`create trigger announce_commit after insert or update or delete or truncate on ${sql.table(table)}
      for each statement execute function announce_commit()`.execute(db);
  }
};

export interface PostgresCommits extends Commits {
  /** Tells of a commit of this process, which so needs no notification to know of it. */
  note(): void;
}

/**
 * Listens for the commits to a PostgreSQL database. While nothing is heard of the server, each mark is another one and it is called again and again.
 * Another process's commit counts as soon as its notification arrives; at the latest, should the connection be dead, a second after the commit.
 * `report` gets the cause when the connection is lost.
 */
export function watchCommits(connection: ClientConfig, report: (cause: unknown) => void): PostgresCommits {
  const closing = new AbortController();
  let commits = 0;
  let trustedUntil = -Infinity;
  let isLost = false;
  const note = () => void (commits += 1);

  const listen = async (): Promise<never> => {
    const lost = new AbortController();
    const client = new Client({ application_name: 'edgegraph listener', ...connection, connectionTimeoutMillis: 5 * trustedMs, query_timeout: trustedMs });
    client.on('notification', note).on('error', (cause) => lost.abort(cause));
    const signal = AbortSignal.any([closing.signal, lost.signal]);
    signal.addEventListener('abort', () => (trustedUntil = -Infinity));
    try {
      await client.connect();
      await client.query(`listen ${channel}`);
      // What was committed before that, nobody has heard of.
      note();
      isLost = false;
      for (;;) {
        // Its answer comes behind the notification of everything that was acknowledged before it was asked.
        const askedAt = performance.now();
        await client.query('select 1');
        signal.throwIfAborted();
        trustedUntil = askedAt + trustedMs;
        await delay(pulseMs, undefined, { signal, ref: false });
      }
    } catch (error) {
      throw lost.signal.aborted ? lost.signal.reason : error;
    } finally {
      trustedUntil = -Infinity;
      // Not awaited: a dead connection ends late.
      client.end().catch(() => {});
    }
  };

  const listenOnAndOn = async () => {
    while (!closing.signal.aborted) {
      await listen().catch((cause: unknown) => {
        if (!isLost && !closing.signal.aborted) report(new Error('PostgreSQL is not heard of; until it is, no token is cached.', { cause }));
        isLost = true;
      });
      await delay(pulseMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  void listenOnAndOn();

  return {
    note,
    mark: () => (performance.now() < trustedUntil ? commits : Symbol('unknown')),
    close: () => closing.abort(),
  };
}
