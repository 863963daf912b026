import { setTimeout as delay } from 'node:timers/promises';
import { Client, type ClientConfig } from 'pg';

/** How often the server is asked whether it is there, and for how long after it was asked its silence means that nothing was committed. */
const pulseMs = 250;
const trustedMs = 1000;

/** Who hears what is notified on one channel. */
export interface Hearer {
  readonly channel: string;
  heard(payload: string): void;
  /** The channel is listened to, at first or again: what was committed before, nobody has heard of. */
  missed(): void;
}

/** A connection of its own on which a process hears of commits. */
export interface PostgresListener {
  /** Whether everything has been heard that was committed until a second ago; what was committed since then mostly has been, too. */
  isCurrent(): boolean;
  close(): void;
}

/** Listens to the hearers' channels and connects again whenever the connection is lost, of which `report` gets the cause. */
export function openListener(connection: ClientConfig, hearers: readonly Hearer[], report: (cause: unknown) => void): PostgresListener {
  const closing = new AbortController();
  let trustedUntil = -Infinity;
  let isLost = false;

  const listen = async (): Promise<never> => {
    const lost = new AbortController();
    const client = new Client({ application_name: 'edgegraph listener', ...connection, connectionTimeoutMillis: 5 * trustedMs, query_timeout: trustedMs });
    client
      .on('notification', ({ channel, payload = '' }) => hearers.find((hearer) => hearer.channel === channel)?.heard(payload))
      .on('error', (cause) => lost.abort(cause));
    const signal = AbortSignal.any([closing.signal, lost.signal]);
    signal.addEventListener('abort', () => (trustedUntil = -Infinity));
    try {
      await client.connect();
      await client.query(hearers.map(({ channel }) => `listen ${client.escapeIdentifier(channel)}`).join('; '));
      for (const hearer of hearers) hearer.missed();
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
        if (!isLost && !closing.signal.aborted) report(new Error('PostgreSQL is not heard of; until it is, no token is cached and no notice arrives.', { cause }));
        isLost = true;
      });
      await delay(pulseMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
    }
  };
  void listenOnAndOn();

  return {
    isCurrent: () => performance.now() < trustedUntil,
    close: () => closing.abort(),
  };
}
