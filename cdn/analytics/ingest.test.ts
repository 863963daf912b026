import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openChdbStore } from './chdb.ts';
import { ingestLog, type IngestOptions } from './ingest.ts';
import type { IngestTarget } from './ingest-target.ts';
import { openLog } from './log/file.ts';
import { sampleLogPath } from './sample/sample.ts';

const directory = await mkdtemp(join(tmpdir(), 'ingest-'));
const store = await openChdbStore(join(directory, 'analytics'));
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true, force: true });
});

const sample = gunzipSync(await readFile(sampleLogPath)).toString();
const sampleLines = sample.split('\n').slice(0, -1);
const file = join(directory, 'access.log');
const ever = { from: 0, to: Date.UTC(2100, 0) };

/** Each test imports for a customer of its own. */
let target: IngestTarget;
let account = 0;
beforeEach(() => {
  account += 1;
  target = { accountNumber: `A${account}`, mediaTypeId: 3, cname: null };
});

const ingest = async (path: string, options: Partial<IngestOptions> = {}) =>
  ingestLog({ sink: store, log: await openLog(path), target, ...options });

const ingestLines = async (lines: readonly string[], options: Partial<IngestOptions> = {}) => {
  await writeFile(file, lines.map((line) => `${line}\n`).join(''));
  return ingest(file, options);
};

async function stored(): Promise<{ requests: bigint; bytes: bigint }> {
  const [traffic] = await store.traffic({ accountNumber: target.accountNumber, ...ever });
  return { requests: traffic?.total.requests ?? -1n, bytes: traffic?.total.bytes ?? -1n };
}

const whole = { requests: 8000n, bytes: 2_244_176_947n };

describe('the bundled sample', () => {
  it('gives its known totals, by hour too, in one import or two', async () => {
    expect(await ingest(sampleLogPath)).toEqual({ lines: 8000, imported: 8000, known: 0, bad: 0, problems: [] });
    expect(await ingest(sampleLogPath)).toEqual({ lines: 8000, imported: 0, known: 8000, bad: 0, problems: [] });
    expect(await stored()).toEqual(whole);
    const filter = { accountNumber: target.accountNumber, from: Date.UTC(2015, 4, 17), to: Date.UTC(2015, 4, 21) };
    expect((await store.hitsByStatus(filter)).map(({ status, hits }) => [status, hits])).toEqual([
      [200, 7220n],
      [206, 42n],
      [301, 149n],
      [304, 418n],
      [403, 1n],
      [404, 166n],
      [416, 2n],
      [500, 2n],
    ]);
    const [series] = await store.bytesByInterval({ ...filter, mediaTypeId: 3 }, 'hour');
    expect(series?.points.reduce((sum, { bytes }) => sum + bytes, 0n)).toBe(whole.bytes);
  });

  it('is the same log plain and gzipped', async () => {
    await ingestLines(sampleLines);
    expect(await ingest(sampleLogPath)).toMatchObject({ imported: 0, known: 8000 });
    expect(await stored()).toEqual(whole);
  });

  it('is completed when half of it was imported', async () => {
    await ingestLines(sampleLines.slice(0, 4000), { batchSize: 300 });
    expect(await ingest(sampleLogPath)).toMatchObject({ imported: 4000, known: 4000 });
    expect(await stored()).toEqual(whole);
  });

  it('is as it was when half of it is imported again', async () => {
    await ingest(sampleLogPath);
    expect(await ingestLines(sampleLines.slice(0, 4000))).toMatchObject({ imported: 0, known: 4000 });
  });

  it('counts again for another customer, and for another edge CNAME', async () => {
    await ingest(sampleLogPath);
    const cname = { id: 5, name: 'www.example.com', originId: 6 };
    await ingest(sampleLogPath, { target: { ...target, cname } });
    const filter = { accountNumber: target.accountNumber, ...ever };
    expect(await store.traffic({ ...filter, subjects: { by: 'cname', ids: [5] } })).toMatchObject([{ total: whole }]);
    expect(await store.traffic({ ...filter, subjects: { by: 'origin', ids: [6, 0] } })).toMatchObject([
      { total: whole },
      { total: whole },
    ]);
  });
});

describe('a log that grows', () => {
  it('has its new lines imported, also a last one that was half written', async () => {
    const [one = '', two = '', three = ''] = sampleLines;
    await writeFile(file, `${one}\n${two.slice(0, -20)}`);
    expect(await ingest(file)).toMatchObject({ imported: 1, bad: 1 });
    await appendFile(file, `${two.slice(-20)}\n${three}`);
    expect(await ingest(file)).toMatchObject({ imported: 2, known: 1, bad: 0 });
    await appendFile(file, '\n');
    expect(await ingest(file)).toMatchObject({ imported: 0, known: 3 });
  });
});

describe('unreadable lines', () => {
  it('are counted, and the first of them shown with their number and reason', async () => {
    const bad = Array.from({ length: 7 }, (_, index) => `nonsense ${index}`);
    const summary = await ingestLines(['# header', ...bad, '', ...sampleLines.slice(0, 3)]);
    expect(summary).toMatchObject({ lines: 10, imported: 3, bad: 7 });
    expect(summary.problems).toHaveLength(5);
    expect(summary.problems[0]).toEqual({ line: 2, problem: 'is not in Combined Log Format' });
  });

  it('are all there is: the import asks for the format', async () => {
    await expect(ingestLines(['nonsense'])).rejects.toThrow('--format combined or --format raw');
    expect(await ingestLines(['nonsense'], { format: 'raw' })).toMatchObject({ imported: 0, bad: 1 });
  });
});

describe('a log in the raw format', () => {
  it('is known by its lines', async () => {
    const raw =
      '1431857103 17 198.51.100.7 4000 192.0.2.1 80 TCP_HIT/200 4456 GET http://example.com/a - 3 486 "-" "curl/8 (x)" 1 "-"';
    expect(await ingestLines(['#Fields: timestamp time-taken', raw, raw])).toMatchObject({ lines: 2, imported: 2 });
    expect(await store.traffic({ accountNumber: target.accountNumber, ...ever })).toMatchObject([
      { total: { requests: 2n, hits: 2n, bytes: 8912n } },
    ]);
  });
});

describe('a log without requests', () => {
  it('imports nothing', async () => {
    expect(await ingestLines([])).toMatchObject({ lines: 0, imported: 0 });
    expect(await ingestLines(['#Version: 1.0', ''])).toMatchObject({ lines: 0, imported: 0 });
  });
});

describe('another log that begins with the same line', () => {
  const [first = '', second = '', third = '', fourth = ''] = sampleLines;

  it.each([
    ['and is as long', [first, third]],
    ['and is longer', [first, third, fourth]],
    ['and has a header where the other has a request', [first, '#', third]],
    ['and is not readable there', [first, 'nonsense', third]],
  ])('%s is refused, unless it gets a name of its own', async (_, other) => {
    await ingestLines([first, second]);
    await expect(ingestLines(other)).rejects.toThrow('line 2 differs. Give this one a name of its own with --source NAME.');
    expect(await ingestLines(other, { source: 'other' })).toMatchObject({ known: 0 });
    expect(await ingestLines(other, { source: 'other' })).toMatchObject({ imported: 0 });
  });

  it('and is shorter is refused', async () => {
    await ingestLines([first, second, third]);
    await expect(ingestLines([first, fourth])).rejects.toThrow('line 2 differs');
  });
});

describe('a gzipped log that is cut off', () => {
  it('keeps what could be read, names the fault, and is completed by the whole file', async () => {
    const zipped = gzipSync(sample);
    await writeFile(file, zipped.subarray(0, zipped.length / 2));
    await expect(ingest(file)).rejects.toThrow(
      `${file} can't be read to its end: unexpected end of file. Complete the file and import it again.`,
    );
    expect((await stored()).requests).toBeGreaterThan(1000n);
    await ingest(sampleLogPath);
    expect(await stored()).toEqual(whole);
  });
});

describe('a path that is no log', () => {
  it('is named with the fault', async () => {
    await expect(ingest(join(directory, 'missing'))).rejects.toThrow("missing can't be opened: there is no such file.");
    await expect(ingest(directory)).rejects.toThrow('is not a file; name log files.');
  });
});
