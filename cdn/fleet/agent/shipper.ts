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
    while (!this.#stopping.signal.aborted) {
      const { written } = spool;
      try {
        const batch = await spool.next();
        if (batch) {
          await this.#send(batch.lines);
          batch.done();
        } else if (finishing.aborted) return;
        else await spool.grows(written, finishing);
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

  /** Cuts a batch that is refused in halves, until the events that can't be taken are alone. */
  async #send(lines: readonly string[]): Promise<void> {
    try {
      await this.#settings.controlPlane.sendEvents(`{"events":[${lines.join(',')}]}`, this.#stopping.signal);
      this.#trouble.ended('Events reach the control plane again.');
      this.#backoff.succeed();
    } catch (error) {
      if (!(error instanceof ControlPlaneError && refusals.includes(error.status))) throw error;
      if (lines.length === 1) return this.#settings.report(`An event is lost: ${error.message} It was ${lines[0]}`);
      const half = Math.ceil(lines.length / 2);
      await this.#send(lines.slice(0, half));
      await this.#send(lines.slice(half));
    }
  }
}

/** The control plane stores other edges' events first: nothing to trouble an operator with. */
const isBusy = (error: unknown): boolean => error instanceof ControlPlaneError && error.status === 503;

const isAbort = (error: unknown): boolean => error instanceof Error && error.name === 'AbortError';
