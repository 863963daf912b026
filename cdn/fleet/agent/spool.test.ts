import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { requestEvent } from '../../analytics/event.ts';
import { event } from '../../analytics/event.fixture.ts';
import { temporaryDirectory } from './agent.fixture.ts';
import type { ServedRequest } from './request-event.ts';
import { Spool, type SpoolSettings } from './spool.ts';

let directory: Awaited<ReturnType<typeof temporaryDirectory>>;
beforeEach(async () => void (directory = await temporaryDirectory()));
afterEach(() => directory[Symbol.asyncDispose]());

const reports: string[] = [];
/** Kept, lest their files be closed. */
const crashed: Spool[] = [];
const never = 2 ** 31 - 1;
const open = (settings: Partial<SpoolSettings> = {}): Promise<Spool> => {
  reports.length = 0;
  return Spool.open({ directory: directory.path, name: 'lax-1', maxBytes: 1e9, flushMs: never, segmentBytes: 1e6, report: (message) => reports.push(message), ...settings });
};

function served(path: string): ServedRequest {
  const { source: _, sequence: __, time: ___, ...rest } = event({ path });
  return rest;
}

/** Everything that there is, as it would be sent. */
async function takeAll(spool: Spool) {
  const events = [];
  for (let batch = await spool.next(); batch; batch = await spool.next()) {
    events.push(...batch.lines.map((line) => requestEvent.parse(JSON.parse(line))));
    batch.done();
  }
  return events;
}
const paths = async (spool: Spool) => (await takeAll(spool)).map(({ path }) => path);
const files = async () => (await readdir(directory.path)).length;

describe('a spool', () => {
  it('gives events in their order, numbered from 1, of a source that names the edge', async () => {
    const spool = await open();
    for (const path of ['/a', '/ä"\n', '/c']) spool.append(served(path));
    expect(await spool.next()).toBeNull();
    await spool.flush();
    const events = await takeAll(spool);
    expect(events.map(({ sequence, path }) => [sequence, path])).toEqual([[1, '/a'], [2, '/ä"\n'], [3, '/c']]);
    expect(events[0]?.source).toMatch(/^edge:lax-1:[0-9a-f-]{36}$/);
    await spool.close();
  });

  it('gives a batch again until it is done', async () => {
    const spool = await open();
    spool.append(served('/a'));
    await spool.flush();
    const batch = await spool.next();
    expect(await spool.next()).toMatchObject({ lines: batch?.lines });
    batch?.done();
    expect(await spool.next()).toBeNull();
    await spool.close();
  });

  it('tells a waiting reader of what is written, also between its look and its wait', async () => {
    const spool = await open({ flushMs: 1 });
    const { written } = spool;
    spool.append(served('/a'));
    expect(await spool.grows(written, AbortSignal.timeout(10_000))).toBe(true);
    expect(await spool.grows(written, AbortSignal.timeout(10_000))).toBe(true);
    expect(await spool.grows(spool.written, AbortSignal.timeout(1))).toBe(false);
    await spool.close();
  });

  it('has written up to now while nothing waits, and up to the oldest event that does', async () => {
    const spool = await open();
    const before = Date.now();
    expect(spool.writtenUntil).toBeGreaterThanOrEqual(before);
    spool.append(served('/a'));
    const appended = spool.writtenUntil;
    expect(appended).toBeLessThanOrEqual(Date.now());
    await setTimeout(5);
    spool.append(served('/b'));
    expect(spool.writtenUntil).toBe(appended);
    const flushed = spool.flush();
    await setTimeout(5);
    const later = Date.now();
    spool.append(served('/c'));
    await flushed;
    // What came while it was written is not.
    expect(spool.writtenUntil).toBeGreaterThan(appended);
    expect(spool.writtenUntil).toBeLessThanOrEqual(later);
    await spool.flush();
    expect(spool.writtenUntil).toBeGreaterThanOrEqual(later);
    await spool.close();
  });

  it('gives each event the time at which it came, and each batch the time of its last, whichever start recorded it', async () => {
    const first = await open();
    const from = Date.now();
    first.append(served('/a'));
    await setTimeout(3);
    first.append(served('/b'));
    await first.close();
    const second = await open();
    const batch = await second.next();
    const times = batch?.lines.map((line) => requestEvent.parse(JSON.parse(line)).time) ?? [];
    expect(times).toEqual(times.toSorted());
    expect(times[0]).toBeGreaterThanOrEqual(from);
    expect(batch?.until).toBe(times.at(-1));
    batch?.done();
    await second.close();
  });

  it('does not tell how far a batch goes whose last line is damaged', async () => {
    const first = await open();
    first.append(served('/a'));
    await first.flush();
    const [name = ''] = await readdir(directory.path);
    await appendFile(join(directory.path, name), '\0\0\n');
    crashed.push(first);
    const second = await open();
    expect(await second.next()).toMatchObject({ until: null });
    await second.close();
  });

  it('keeps what is not done for the next start, which is another source', async () => {
    const first = await open({ segmentBytes: 1 });
    for (const path of ['/a', '/b', '/c']) {
      first.append(served(path));
      await first.flush();
    }
    (await first.next())?.done();
    await first.close();
    expect(await files()).toBe(2);
    const second = await open();
    second.append(served('/d'));
    await second.flush();
    const events = await takeAll(second);
    expect(events.map(({ sequence, path }) => [sequence, path])).toEqual([[2, '/b'], [3, '/c'], [1, '/d']]);
    expect(new Set(events.map(({ source }) => source)).size).toBe(2);
    await second.close();
    expect(await files()).toBe(0);
  });

  it('leaves out a line that a crash cut off', async () => {
    const first = await open();
    first.append(served('/a'));
    await first.flush();
    const [name = ''] = await readdir(directory.path);
    await appendFile(join(directory.path, name), '{"source":"edge:lax-1:');
    crashed.push(first);
    const second = await open();
    expect(await paths(second)).toEqual(['/a']);
    await second.close();
    expect(await files()).toBe(0);
  });

  it('that is full keeps the oldest, counts what it loses, and takes new events once there is room', async () => {
    const room = JSON.stringify({ ...event(), source: `edge:lax-1:${crypto.randomUUID()}` }).length * 3.5;
    const spool = await open({ maxBytes: room, segmentBytes: 1 });
    for (const path of ['/a', '/b', '/c', '/d', '/e']) {
      spool.append(served(path));
      await spool.flush();
    }
    expect(reports).toEqual([expect.stringMatching(/^1 events of requests were lost: the spool .* is full/)]);
    expect(await paths(spool)).toEqual(['/a', '/b', '/c']);
    spool.append(served('/f'));
    await spool.flush();
    expect(await paths(spool)).toEqual(['/f']);
    await spool.close();
    expect(reports.at(-1)).toMatch(/^1 events/);
  });

  it('whatever is written, sent and crashed when, has every event that was flushed counted just once', async () => {
    const step = fc.constantFrom('append', 'append', 'flush', 'send', 'send without an answer', 'crash', 'stop');
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        await using own = await temporaryDirectory();
        const reopen = () => open({ directory: own.path, segmentBytes: 700 });
        const positions = new Map<string, number>();
        const counted: string[] = [];
        const flushed: string[] = [];
        let [spool, pending, number]: [Spool, string[], number] = [await reopen(), [], 0];
        const send = async (answered: boolean) => {
          const batch = await spool.next();
          for (const line of batch?.lines ?? []) {
            const { source, sequence, path } = requestEvent.parse(JSON.parse(line));
            if (sequence <= (positions.get(source) ?? 0)) continue;
            positions.set(source, sequence);
            counted.push(path);
          }
          if (answered) batch?.done();
          return batch !== null;
        };
        const flush = async () => {
          await spool.flush();
          flushed.push(...pending);
          pending = [];
        };
        for (const each of [...steps, 'flush']) {
          if (each === 'append') {
            pending.push(`/${(number += 1)}`);
            spool.append(served(`/${number}`));
          } else if (each === 'flush') await flush();
          else if (each.startsWith('send')) await send(each === 'send');
          else {
            if (each === 'stop') {
              await flush();
              await spool.close();
            } else crashed.push(spool);
            pending = [];
            spool = await reopen();
          }
        }
        while (await send(true));
        await spool.close();
        expect(counted).toEqual(flushed);
        expect(await readdir(own.path)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
