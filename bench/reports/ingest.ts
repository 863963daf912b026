/** How many events a second go into the embedded store, all roll-ups included: npm run bench:ingest [-- EVENTS] */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openChdb } from '@edgegraph/cdn/analytics/chdb.ts';
import type { Connection } from '@edgegraph/cdn/analytics/clickhouse/connection.ts';
import { EventEncoder } from '@edgegraph/cdn/analytics/clickhouse/encoded-events.ts';
import { createStore } from '@edgegraph/cdn/analytics/clickhouse/store.ts';
import { table } from '../statistics.ts';
import { type MutableEvent, seeded, servedEvents } from './events.ts';

const total = Number(process.argv[2] ?? 4_000_000);
const batch = 50_000;
/** Appends under way at a time, as an edge's sender and the next have them. */
const senders = 2;
/** Events of a second. */
const rate = 20_000;
const begin = Date.UTC(2026, 0, 1);

const directory = await mkdtemp(join(tmpdir(), 'ingest-'));
const connection = await openChdb(join(directory, 'analytics'));
const spent = { stored: 0, counted: 0 };
const timed = async (part: keyof typeof spent, work: Promise<void>): Promise<void> => {
  const startedAt = performance.now();
  await work;
  spent[part] += performance.now() - startedAt;
};
const measured: Connection = {
  ...connection,
  insert: (...given) => timed('stored', connection.insert(...given)),
  command: (...given) => timed('counted', connection.command(...given)),
};
const store = await createStore(measured);
Object.assign(spent, { stored: 0, counted: 0 });
try {
  const random = seeded(1);
  const pools = Array.from({ length: senders }, () => servedEvents(batch, random));
  console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}, ${cpus().length} cores (${cpus()[0]?.model}); ${total} events in appends of ${batch}, ${senders} at a time\n`);

  const encoder = new EventEncoder();
  const encodedUs = cpuUs(() => pools.forEach((events) => encoder.encode(events, { writer: 0, batch: 1 }))) / (senders * batch);

  const [startedAt, usage] = [performance.now(), process.cpuUsage()];
  let appended = 0;
  await Promise.all(
    pools.map(async (events) => {
      while (appended < total) {
        number(events, appended);
        appended += batch;
        await store.append(events);
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(usage);

  const [row] = await connection.query('SELECT count() AS stored, (SELECT sum(requests) FROM traffic_minute) AS minutes, (SELECT sum(requests) FROM files_day) AS files FROM events');
  for (const [name, count] of Object.entries(row ?? {})) if (Number(count) !== appended) throw new Error(`${name} has ${count} of ${appended} events.`);

  const perEvent = (ms: number): string => ((ms * 1000) / appended).toFixed(2);
  console.log(
    table(
      ['what', 'figure'],
      [
        ['events a second, with all roll-ups', Math.round(appended / seconds).toLocaleString('en')],
        ['events a second, if nothing were counted', Math.round((appended / spent.stored) * 1000).toLocaleString('en')],
        ['encoding, µs of CPU an event (beside the engine)', encodedUs.toFixed(2)],
        ['storing, µs an event', perEvent(spent.stored)],
        ['counting, µs an event', perEvent(spent.counted)],
        ['CPU of all, µs an event', ((user + system) / appended).toFixed(2)],
        ['cores busy', ((user + system) / 1e6 / seconds).toFixed(2)],
        ['peak memory (RSS), MB', Math.round(process.resourceUsage().maxRSS / 1024).toLocaleString('en')],
      ],
    ),
  );
} finally {
  await store.close();
  await rm(directory, { recursive: true, force: true });
}

/** Gives the events their numbers and times. */
function number(events: readonly MutableEvent[], first: number): void {
  events.forEach((event, index) => {
    event.sequence = first + index + 1;
    event.time = begin + Math.floor(((first + index) * 1000) / rate);
  });
}

function cpuUs(work: () => void): number {
  work();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
