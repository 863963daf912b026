import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RequestEvent } from '../event.ts';
import { type Body, eventLine, MemorySink, numberedLines, secret, startIntake } from './intake.fixture.ts';
import { longestLine } from './lines.ts';
import { sourceEventsPath } from './server.ts';

let sink: MemorySink;
let intake: Awaited<ReturnType<typeof startIntake>>;
beforeEach(async () => {
  sink = new MemorySink();
  intake = await startIntake(sink);
});
afterEach(() => intake[Symbol.asyncDispose]());

const restart = async (other: MemorySink) => {
  await intake[Symbol.asyncDispose]();
  sink = other;
  intake = await startIntake(other);
};
const paths = () => sink.events.map(({ path }) => path);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => `/${from + index}`);
const text = (lines: readonly string[]) => `${lines.join('\n')}\n`;

describe('a batch of events', () => {
  it('is stored, each event with its customer, its CNAME and its number', async () => {
    const line = {
      time: '2026-05-17T12:05:03.123+02:00',
      cname: 'WWW.example.com',
      path: '/ä"b',
      query: 'c=d',
      protocol: 'HTTP/2',
      ssl: true,
      status: 206,
      cacheStatus: 'TCP_HIT',
      bytes: 12,
      originBytes: 3,
      timeTakenMs: 4.5,
      clientIp: '192.0.2.1',
      referrer: 'https://example.com/',
      userAgent: 'curl/8',
      pop: 'LAX',
      regionId: 2,
    };
    const { status, json } = await intake.send(text([eventLine(line), '', eventLine()]));
    expect({ status, json }).toEqual({ status: 200, json: { stored: 2, known: 0, refused: 0, position: 3, problems: [] } });
    const { cname: _, ...alike } = line;
    expect(sink.events).toMatchObject([
      { ...alike, source: 'http:here', sequence: 1, time: Date.UTC(2026, 4, 17, 10, 5, 3, 123), accountNumber: '0001', mediaTypeId: 3, cnameId: 7, originId: 9, method: 'GET' },
      { sequence: 3, cnameId: 0, originId: 0, query: '', protocol: '', ssl: false, cacheStatus: 'NONE', originBytes: 0, timeTakenMs: null, clientIp: '', referrer: '', userAgent: '', pop: '', regionId: -1 },
    ]);
    expect(await intake.position()).toEqual({ position: 3 });
  });

  it('may be packed, and its last line needs no line break', async () => {
    const body = gzipSync(numberedLines(1, 3).join('\r\n'));
    expect(await intake.send(body, { headers: { 'content-encoding': 'gzip' } })).toMatchObject({ status: 200, json: { stored: 3, position: 3 } });
    expect(paths()).toEqual(numbers(1, 3));
  });

  it('that is sent again counts once, and is told to be known', async () => {
    const body = text(numberedLines(1, 5));
    await intake.send(body);
    expect((await intake.send(body)).json).toEqual({ stored: 0, known: 5, refused: 0, position: 5, problems: [] });
    expect((await intake.send(text(numberedLines(4, 8)), { first: 4 })).json).toEqual({ stored: 3, known: 2, refused: 0, position: 8, problems: [] });
    expect(paths()).toEqual(numbers(1, 8));
  });

  it('tells the first ten lines that can not be taken, by number and reason, and stores the others', async () => {
    const wrong = [
      ['not JSON', 'is not JSON'],
      ['[]', 'is no JSON object'],
      [eventLine({ bytes: -1 }), 'bytes'],
      [eventLine({ bytess: 1 }), 'has members that events do not have: bytess'],
      [eventLine({ time: 'yesterday' }), 'time'],
      [eventLine({ time: 1_763_000_000 }), '1970-01-21'],
      [eventLine({ time: Date.now() + 2 * 3_600_000 }), 'still to come'],
      [eventLine({ customer: '0009' }), 'There is no customer 0009'],
      [eventLine({ cname: 'no.example.com' }), 'no edge CNAME no.example.com'],
      [eventLine({ cname: 'www.example.com', platform: 'ADN' }), 'on another platform'],
      [eventLine({ path: '/a?b' }), 'query'],
      [eventLine({ pop: 'Los Angeles' }), 'three capital letters'],
      [eventLine({ userAgent: 'x'.repeat(longestLine) }), 'characters'],
    ] as const;
    const lines = [eventLine({ path: '/a' }), ...wrong.map(([line]) => line), eventLine({ path: '/b' })];
    const { status, json } = await intake.send(text(lines));
    expect(status).toBe(200);
    expect(json).toEqual({
      stored: 2,
      known: 0,
      refused: wrong.length,
      position: lines.length,
      problems: wrong.slice(0, 10).map(([, reason], index) => ({ line: index + 2, problem: expect.stringContaining(reason) })),
    });
    expect(paths()).toEqual(['/a', '/b']);
    for (const [line, reason] of wrong.slice(10)) {
      const first = lines.length + 1 + wrong.findIndex((each) => each[0] === line);
      const answer = await intake.send(line, { source: `of-${first}` });
      expect(answer.json).toMatchObject({ stored: 0, refused: 1, problems: [{ line: 1, problem: expect.stringContaining(reason) }] });
    }
  });

  it('all of whose lines are refused is dealt with: the next one begins behind it', async () => {
    await intake.send(text(['a', 'b', 'c']));
    expect(await intake.position()).toEqual({ position: 3 });
    expect((await intake.send(eventLine(), { first: 4 })).json).toMatchObject({ stored: 1, position: 4 });
  });

  it('that would leave a gap is refused, since the lines between would be lost', async () => {
    await intake.send(text(numberedLines(1, 2)));
    const { status, json } = await intake.send(eventLine(), { first: 5 });
    expect({ status, json }).toEqual({ status: 409, json: { position: 2, message: 'Line 3 of here is next, so that lines 3 to 4 would be lost. Begin there.' } });
    expect(paths()).toEqual(numbers(1, 2));
  });

  it.each([
    ['a wrong first', { first: 0 }, 400, 'first'],
    ['no first', { first: '' }, 400, 'first'],
    ['a wrong name', { source: 'a b' }, 400, 'letters'],
    ['another type', { headers: { 'content-type': 'application/json' } }, 415, 'application/x-ndjson'],
    ['another coding', { headers: { 'content-encoding': 'br' } }, 415, 'gzip'],
  ])('with %s is refused with what is wrong', async (_, options, status, reason) => {
    expect(await intake.send(eventLine(), options)).toMatchObject({ status, json: { message: expect.stringContaining(reason) } });
    expect(sink.events).toEqual([]);
  });

  it('without a first is told how to learn it', async () => {
    const answer = await fetch(intake.url + sourceEventsPath('here'), { method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/x-ndjson' }, body: eventLine() });
    expect({ status: answer.status, json: await answer.json() }).toMatchObject({ status: 400, json: { message: expect.stringContaining('GET /ingest/v1/sources/') } });
  });

  it('without the secret is refused before it is read, and no log tells what was said', async () => {
    const answer = await intake.send(eventLine(), { headers: { authorization: 'Bearer guessed' } });
    expect(answer).toMatchObject({ status: 403, json: { message: expect.stringContaining('EDGE_SECRET') } });
    expect(sink.events).toEqual([]);
    expect(intake.log.join()).toContain('without the right secret');
    expect(intake.log.join()).not.toContain('guessed');
  });
});

describe('a batch of log lines', () => {
  const combined = '192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /a?b=c HTTP/1.1" 200 203 "-" "curl"';
  const raw = '1431857103 12 192.0.2.1 203 198.51.100.1 80 TCP_HIT/200 203 GET http://www.example.com/a?b=c - 0 0 "-" "curl" 1';
  const of = { customer: '0001', platform: 'HTTP_LARGE', cname: 'www.example.com' };

  it.each([
    ['combined', combined, 'NONE'],
    ['raw', raw, 'TCP_HIT'],
  ])('in %s format is stored for its CNAME; headers and blank lines are counted as lines alone', async (format, line, cacheStatus) => {
    const { json } = await intake.send(`#Fields: x\r\n${line}\r\n\r\nnonsense\r\n${line}`, { log: { ...of, format } });
    expect(json).toEqual({ stored: 2, known: 0, refused: 1, position: 5, problems: [{ line: 4, problem: expect.any(String) }] });
    const alike = { source: 'http:here', accountNumber: '0001', mediaTypeId: 3, cnameId: 7, originId: 9, path: '/a', query: 'b=c', status: 200, bytes: 203, cacheStatus, time: Date.UTC(2015, 4, 17, 10, 5, 3) };
    expect(sink.events).toMatchObject([{ ...alike, sequence: 2 }, { ...alike, sequence: 5 }]);
  });

  it.each([
    ['an unknown customer', { customer: '0009' }, 'There is no customer 0009'],
    ['an unknown CNAME', { cname: 'no.example.com' }, 'no edge CNAME no.example.com'],
    ['a CNAME of another platform', { platform: 'ADN' }, 'on another platform'],
    ['an unknown platform', { platform: 'LARGE' }, 'platform must be HTTP_LARGE, HTTP_SMALL, ADN'],
    ['an unknown format', { format: 'clf' }, 'format must be combined or raw'],
    ['a misspelt name', { cnam: 'a' }, 'cnam'],
  ])('of %s is refused with its name', async (_, wrong, reason) => {
    const { status, json } = await intake.send(combined, { log: { ...of, format: 'combined', ...wrong } });
    expect({ status, json }).toMatchObject({ status: 400, json: { message: expect.stringContaining(reason) } });
    expect(await intake.position()).toEqual({ position: 0 });
  });
});

/** Sends a body's beginning, and breaks the connection off once the server has it. */
async function breakOff(body: Buffer, first: number, afterMs = 3): Promise<void> {
  const sending = request(`${intake.url}${sourceEventsPath('here')}?first=${first}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/x-ndjson', 'content-length': body.length + 1 },
  });
  const failed = once(sending, 'error');
  sending.write(body);
  sending.flushHeaders();
  // A cut that comes too early for the server to have read anything proves as much.
  await setTimeout(afterMs);
  sending.destroy(new Error('cut'));
  await failed;
}

/** Sends it until it is taken. */
async function persist(body: Body, options: Parameters<typeof intake.send>[1]) {
  for (;;) {
    const answer = await intake.send(body, options);
    if (answer.status !== 503) return answer;
    await setTimeout(2);
  }
}

describe('a batch that breaks off', () => {
  it('leaves what was read of it stored, without its last line that may be cut; sent again, all of it counts once', async () => {
    const whole = text(numberedLines(1, 5));
    const position = async () => ((await intake.position()) as { position: number }).position;
    for (let afterMs = 1; (await position()) === 0; afterMs *= 2) await breakOff(Buffer.from(whole.slice(0, -10)), 1, afterMs);
    expect(await position()).toBe(4);
    expect((await persist(whole, {})).json).toMatchObject({ stored: 1, known: 4, position: 5 });
    expect(paths()).toEqual(numbers(1, 5));
  });

  it('in its packing is told with how far it was dealt with', async () => {
    const whole = gzipSync(text(numberedLines(1, 50_000)));
    const { status, json } = await intake.send(whole.subarray(0, whole.length / 2), { headers: { 'content-encoding': 'gzip' } });
    expect(status).toBe(400);
    const { position } = json as { position: number };
    expect(json).toMatchObject({ message: expect.stringContaining('ended early'), stored: position, refused: 0 });
    expect(position).toBeGreaterThan(0);
    expect((await intake.send(whole, { headers: { 'content-encoding': 'gzip' } })).json).toMatchObject({ stored: 50_000 - position, known: position });
    expect(paths()).toEqual(numbers(1, 50_000));
  });

  it('wherever, however it is divided and sent again, has each line counted once', async () => {
    const line = fc.constantFrom('good', 'good', 'good', 'bad', 'blank');
    const step = fc.record({ lines: fc.integer({ min: 1, max: 8 }), back: fc.nat(5), cut: fc.option(fc.nat(600)) });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 40 }), fc.array(step, { maxLength: 20 }), async (kinds, steps) => {
        await restart(new MemorySink());
        const all = kinds.map((kind, index) => (kind === 'good' ? eventLine({ path: `/${index + 1}` }) : kind === 'bad' ? '{"a":' : ''));
        const position = async () => ((await intake.position()) as { position: number }).position;
        for (const { lines, back, cut } of [...steps, { lines: all.length, back: 0, cut: null }]) {
          const first = Math.max(1, (await position()) + 1 - back);
          const some = all.slice(first - 1, first - 1 + lines);
          if (some.length === 0) continue;
          const body = Buffer.from(text(some));
          if (cut === null) await persist(new Uint8Array(body), { first });
          else await breakOff(body.subarray(0, Math.min(cut, body.length)), first);
        }
        // What was broken off may still be read.
        const last = await persist(text(all), { first: 1 });
        expect(last).toMatchObject({ status: 200, json: { position: all.length } });
        expect(paths()).toEqual(kinds.flatMap((kind, index) => (kind === 'good' ? [`/${index + 1}`] : [])));
      }),
      { numRuns: 40 },
    );
  }, 60_000);
});

describe('many senders', () => {
  it('are taken a few at a time; the others are told to come again, and lose nothing', async () => {
    let most = 0;
    let now = 0;
    class Busy extends MemorySink {
      override async append(events: readonly RequestEvent[]): Promise<void> {
        most = Math.max(most, (now += 1));
        await setTimeout(5);
        await super.append(events);
        now -= 1;
      }
    }
    await restart(new Busy());
    const body = text(numberedLines(1, 12_000));
    let refusals = 0;
    const sendUntilTaken = async (source: string) => {
      for (;;) {
        const answer = await intake.send(body, { source });
        if (answer.status !== 503) return answer.json;
        refusals += 1;
        expect(answer.headers.get('retry-after')).toBe('1');
        await setTimeout(5);
      }
    };
    const sources = Array.from({ length: 10 }, (_, index) => `sender-${index}`);
    expect(await Promise.all(sources.map(sendUntilTaken))).toEqual(sources.map(() => ({ stored: 12_000, known: 0, refused: 0, position: 12_000, problems: [] })));
    expect(refusals).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(4);
    for (const source of sources) expect(sink.events.filter((event) => event.source === `http:${source}`).map(({ path }) => path)).toEqual(numbers(1, 12_000));
  });
});

describe('a store that is slow', () => {
  /** Holds appends up until it is opened. */
  class Gate extends MemorySink {
    readonly #opened = Promise.withResolvers<void>();
    readonly #came = Promise.withResolvers<void>();
    readonly came = this.#came.promise;
    open = () => this.#opened.resolve();

    override async append(events: readonly RequestEvent[]): Promise<void> {
      this.#came.resolve();
      await this.#opened.promise;
      await super.append(events);
    }
  }

  it('holds its sender up, which has most of its lines still to send', async () => {
    const gate = new Gate();
    await restart(gate);
    const total = 200_000;
    let taken = 0;
    async function* lines(): AsyncGenerator<Uint8Array> {
      for (let from = 1; from <= total; from += 100) {
        yield Buffer.from(text(numberedLines(from, from + 99)));
        taken = from + 99;
      }
    }
    // A body of this kind is what `duplex` is for; the types do not know it.
    const init = { method: 'POST', headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/x-ndjson' }, body: ReadableStream.from(lines()), duplex: 'half' } as RequestInit;
    const answer = fetch(`${intake.url}${sourceEventsPath('here')}?first=1`, init);
    await gate.came;
    // Until it stands still.
    for (let before = -1; before !== taken; await setTimeout(300)) before = taken;
    expect(taken).toBeLessThan(total * 0.7);
    gate.open();
    expect(await (await answer).json()).toMatchObject({ stored: total, position: total });
    expect(sink.events).toHaveLength(total);
  }, 60_000);

  it('has a second batch of the same source come again', async () => {
    const gate = new Gate();
    await restart(gate);
    const first = intake.send(eventLine());
    await gate.came;
    const second = await intake.send(eventLine(), { first: 2 });
    expect(second).toMatchObject({ status: 503, json: { message: expect.stringContaining('one after the other') } });
    gate.open();
    expect((await first).status).toBe(200);
  });
});

describe('a store that fails', () => {
  it('is answered without the cause, nothing behind the failure is stored, and what is sent again counts once', async () => {
    let appends = 0;
    class Failing extends MemorySink {
      override async append(events: readonly RequestEvent[]): Promise<void> {
        if ((appends += 1) === 2) throw new Error('select secrets');
        await super.append(events);
      }
    }
    await restart(new Failing());
    const body = text(numberedLines(1, 70_000));
    const failed = await intake.send(body);
    expect(failed.status).toBe(500);
    expect(JSON.stringify(failed.json)).not.toContain('select');
    expect(paths()).toEqual(numbers(1, 20_000));
    expect((await intake.send(body)).json).toMatchObject({ stored: 50_000, known: 20_000, position: 70_000 });
    expect(paths()).toEqual(numbers(1, 70_000));
  });
});
