import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { ServedRequest } from './request-event.ts';
import { Segment } from './segment.ts';
import { Trouble } from './trouble.ts';

export interface SpoolSettings {
  readonly directory: string;
  /** The edge's name. */
  readonly name: string;
  /** What it may take on disk. When it is full, new events are lost. */
  readonly maxBytes: number;
  /** How long an event waits, in milliseconds, until it is written and forced to disk: what a crash costs. */
  readonly flushMs: number;
  /** How large a file grows. */
  readonly segmentBytes: number;
  readonly report: (message: string) => void;
}

export interface Batch {
  /** Events as JSON, of one source after the other, in ascending sequence. */
  readonly lines: readonly string[];
  /** Every event that was recorded before is in this batch or an earlier one: milliseconds since 1970. Null: its last line is damaged. */
  readonly until: number | null;
  /** They need not be kept any more. */
  readonly done: () => void;
}

/** Of what waits, so much at once: an append costs the store about as much as ten thousand events. */
const batchBytes = 2 * 1024 * 1024;
/** Of events that wait to be written, while the disk is slow or full. */
const maxPendingBytes = 64 * 1024 * 1024;
const reportEveryMs = 60_000;
/** How long writing waits after a failure. */
const rewriteMs = 1000;

/**
 * Events on disk until they are acknowledged, in append-only files. Each start is a source of its own and numbers its
 * events from 1, so that no number is given twice, whatever a crash has cost. What earlier starts left is sent as it is.
 */
export class Spool {
  readonly #settings: SpoolSettings;
  readonly #source: string;
  /** Names of files sort by time. */
  readonly #prefix = `${String(Date.now()).padStart(15, '0')}-${randomUUID()}`;
  readonly #trouble: Trouble;
  readonly #grown = new EventTarget();
  /** Oldest first. */
  readonly #segments: Segment[];
  /** The last one, if it may grow. */
  #growing: Segment | null = null;
  #files = 0;
  #sequence = 0;
  #written = 0;
  #pending: string[] = [];
  #pendingBytes = 0;
  /** Every event that was recorded before is on disk; null: every event is. */
  #writtenUntil: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #flushed: Promise<void> = Promise.resolve();
  #lost = 0;
  #reportedAt = Number.NEGATIVE_INFINITY;

  private constructor(settings: SpoolSettings, segments: Segment[]) {
    this.#settings = settings;
    this.#trouble = new Trouble(settings.report);
    this.#segments = segments;
    this.#source = `edge:${settings.name}:${randomUUID()}`;
  }

  static async open(settings: SpoolSettings): Promise<Spool> {
    const { directory } = settings;
    await mkdir(directory, { recursive: true, mode: 0o700 });
    const names = (await readdir(directory)).filter((name) => name.endsWith('.jsonl')).toSorted();
    return new Spool(settings, await Promise.all(names.map((name) => Segment.found(join(directory, name)))));
  }

  /** Gives the event its time: so what comes later is never of an earlier moment, as long as the clock is not put back. */
  append(served: ServedRequest): void {
    const time = Date.now();
    const line = `${JSON.stringify({ source: this.#source, sequence: (this.#sequence += 1), time, ...served })}\n`;
    const stored = this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
    if (this.#pendingBytes + line.length > maxPendingBytes || stored + this.#pendingBytes + line.length > this.#settings.maxBytes) return this.#lose();
    this.#writtenUntil ??= time;
    this.#pending.push(line);
    this.#pendingBytes += line.length;
    this.#timer ??= setTimeout(() => void this.flush(), this.#settings.flushMs);
  }

  /** Resolves once everything appended before is on disk, or can't be written for now. */
  flush(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    return (this.#flushed = this.#flushed.then(() => this.#write()));
  }

  /** The oldest events that are not done; null: there are none on disk. */
  async next(): Promise<Batch | null> {
    for (let [oldest] = this.#segments; oldest; [oldest] = this.#segments) {
      const batch = await oldest.read(batchBytes);
      if (batch !== null) return { ...batch, until: timeOf(batch.lines.at(-1)) };
      if (oldest === this.#growing) return null;
      await oldest.remove();
      this.#segments.shift();
    }
    return null;
  }

  /** Every event that was recorded before this moment, in milliseconds since 1970, is on disk. */
  get writtenUntil(): number {
    return this.#writtenUntil ?? Date.now();
  }

  /** How often something was written. */
  get written(): number {
    return this.#written;
  }

  /** Resolves once something has been written since, or the signal is aborted; to whether something has been. */
  async grows(written: number, signal: AbortSignal): Promise<boolean> {
    if (written === this.#written) await once(this.#grown, 'grown', { signal }).catch(() => undefined);
    return written !== this.#written;
  }

  /** Writes what is left, and deletes what need not be kept. */
  async close(): Promise<void> {
    await this.flush();
    clearTimeout(this.#timer);
    this.#lost += this.#pending.length;
    await this.#end();
    await this.next();
    if (this.#lost > 0) this.#reportLosses();
  }

  async #write(): Promise<void> {
    const [lines, bytes] = [this.#pending, this.#pendingBytes];
    if (lines.length === 0) return;
    const at = Date.now();
    this.#pending = [];
    try {
      this.#growing ??= await this.#begin();
      await this.#growing.append(lines.join(''));
      this.#pendingBytes -= bytes;
      this.#writtenUntil = this.#pending.length > 0 ? at : null;
      this.#written += 1;
      this.#grown.dispatchEvent(new Event('grown'));
      this.#trouble.ended('Events can be written again.');
      if (this.#growing.bytes >= this.#settings.segmentBytes) await this.#end();
    } catch (error) {
      this.#trouble.failed(error, `Events wait in memory until they can be written to ${this.#settings.directory}.`);
      this.#pending = [...lines, ...this.#pending];
      await this.#end().catch(() => undefined);
      this.#timer ??= setTimeout(() => void this.flush(), rewriteMs);
    }
  }

  async #begin(): Promise<Segment> {
    this.#files += 1;
    const segment = await Segment.create(join(this.#settings.directory, `${this.#prefix}-${String(this.#files).padStart(9, '0')}.jsonl`));
    this.#segments.push(segment);
    return segment;
  }

  async #end(): Promise<void> {
    const ended = this.#growing;
    this.#growing = null;
    await ended?.end();
  }

  /** Told once a minute. */
  #lose(): void {
    this.#lost += 1;
    if (Date.now() - this.#reportedAt > reportEveryMs) this.#reportLosses();
  }

  #reportLosses(): void {
    this.#settings.report(`${this.#lost} events of requests were lost: the spool ${this.#settings.directory} is full.`);
    this.#lost = 0;
    this.#reportedAt = Date.now();
  }
}

const recorded = z.object({ time: z.int() });

/** When the event of a line was recorded; null: the line is damaged. */
function timeOf(line = ''): number | null {
  try {
    return recorded.parse(JSON.parse(line)).time;
  } catch {
    return null;
  }
}
