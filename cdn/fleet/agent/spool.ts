import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
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
  /** They need not be kept any more. */
  readonly done: () => void;
}

const batchBytes = 512 * 1024;
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

  append(served: ServedRequest): void {
    const line = `${JSON.stringify({ source: this.#source, sequence: (this.#sequence += 1), ...served })}\n`;
    const stored = this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
    if (this.#pendingBytes + line.length > maxPendingBytes || stored + this.#pendingBytes + line.length > this.#settings.maxBytes) return this.#lose();
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

  /** The oldest events that are not done; null: there are none. */
  async next(): Promise<Batch | null> {
    for (let [oldest] = this.#segments; oldest; [oldest] = this.#segments) {
      const batch = await oldest.read(batchBytes);
      if (batch !== null || oldest === this.#growing) return batch;
      await oldest.remove();
      this.#segments.shift();
    }
    return null;
  }

  /** How often something was written. */
  get written(): number {
    return this.#written;
  }

  /** Resolves once something has been written since; rejects with the signal's abort. */
  async grows(written: number, signal: AbortSignal): Promise<void> {
    if (written === this.#written) await once(this.#grown, 'grown', { signal });
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
    this.#pending = [];
    try {
      this.#growing ??= await this.#begin();
      await this.#growing.append(lines.join(''));
      this.#pendingBytes -= bytes;
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
