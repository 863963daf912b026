import { Backoff, type BackoffLimits } from './backoff.ts';
import { type ControlPlane, ControlPlaneError } from './control-plane.ts';
import type { Spool } from './spool.ts';
import { Trouble } from './trouble.ts';

export interface ShipperSettings {
  readonly controlPlane: Pick<ControlPlane, 'sendEvents'>;
  readonly spool: Spool;
  readonly retry: BackoffLimits;
  readonly report: (message: string) => void;
}

/** How often an edge says that it has nothing to send, in milliseconds. */
const tellEveryMs = 1000;

/** What says that the events themselves are refused. */
const refusals: readonly (number | null)[] = [400, 413, 422];

/** Sends the spool's events, oldest first, a batch at a time; each until it is acknowledged. */
export class Shipper {
  readonly #settings: ShipperSettings;
  readonly #backoff: Backoff;
  readonly #trouble: Trouble;
  /** Nothing more will come: what there is gets one attempt. */
  readonly #finishing = new AbortController();
  readonly #stopping = new AbortController();

  constructor(settings: ShipperSettings) {
    this.#settings = settings;
    this.#backoff = new Backoff(settings.retry);
    this.#trouble = new Trouble(settings.report);
  }

  async run(): Promise<void> {
    const { spool } = this.#settings;
    const finishing = this.#finishing.signal;
    let quiet = true;
    while (!this.#stopping.signal.aborted) {
      // Before the look for events: what is written after it is of a later moment.
      const { written, writtenUntil } = spool;
      try {
        const batch = await spool.next();
        if (batch) {
          await this.#send(batch.lines, batch.until);
          batch.done();
        } else if (finishing.aborted) return;
        else {
          if (quiet) await this.#tell(writtenUntil);
          quiet = !(await spool.grows(written, AbortSignal.any([finishing, AbortSignal.timeout(tellEveryMs)])));
        }
      } catch (error) {
        if (finishing.aborted && !isAbort(error)) return;
        if (isAbort(error)) continue;
        if (!isBusy(error)) this.#trouble.failed(error, 'Events are kept on disk meanwhile.');
        await this.#backoff.wait(finishing).catch(() => undefined);
      }
    }
  }

  /** `run` ends once everything is sent, at the first failure, or after this time; what is left stays in the spool. */
  finish(patienceMs: number): void {
    this.#finishing.abort();
    setTimeout(() => this.#stopping.abort(), patienceMs).unref();
  }

  /** That there is nothing more to send. If it can't be told, the loop of the syncs says why. */
  #tell(until: number): Promise<void> {
    return this.#settings.controlPlane.sendEvents(messageOf([], until), this.#finishing.signal).catch(() => undefined);
  }

  /** Cuts a batch that is refused in halves, until the events that can't be taken are alone. */
  async #send(lines: readonly string[], until: number | null): Promise<void> {
    try {
      await this.#settings.controlPlane.sendEvents(messageOf(lines, until), this.#stopping.signal);
      this.#trouble.ended('Events reach the control plane again.');
      this.#backoff.succeed();
    } catch (error) {
      if (!(error instanceof ControlPlaneError && refusals.includes(error.status))) throw error;
      if (lines.length === 1) return this.#settings.report(`An event is lost: ${error.message} It was ${lines[0]}`);
      const half = Math.ceil(lines.length / 2);
      await this.#send(lines.slice(0, half), null);
      await this.#send(lines.slice(half), until);
    }
  }
}

/** An EventBatch. */
const messageOf = (lines: readonly string[], until: number | null): string => `{"until":${until},"events":[${lines.join(',')}]}`;

/** The control plane stores other edges' events first: nothing to trouble an operator with. */
const isBusy = (error: unknown): boolean => error instanceof ControlPlaneError && error.status === 503;

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
