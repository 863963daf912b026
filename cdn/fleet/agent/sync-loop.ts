import type { EdgeDriver } from '../edge-driver.ts';
import type { Acknowledgement, SyncRequest } from '../protocol.ts';
import { Backoff, type BackoffLimits } from './backoff.ts';
import type { ControlPlane } from './control-plane.ts';
import { Entries } from './entries.ts';
import { Loads } from './loads.ts';
import type { SiteTable } from './site-table.ts';
import type { AgentState } from './state.ts';
import { Trouble } from './trouble.ts';

export interface SyncLoopSettings extends Pick<SyncRequest, 'session' | 'pop' | 'driver'> {
  readonly controlPlane: ControlPlane;
  readonly edge: EdgeDriver;
  readonly sites: SiteTable;
  readonly state: AgentState;
  /** How many URLs are loaded at once. */
  readonly loadsAtOnce: number;
  /** How long the load of a URL may take, in milliseconds. */
  readonly loadPatienceMs: number;
  readonly retry: BackoffLimits;
  readonly report: (message: string) => void;
}

/** How long the control plane may hold a sync when there is nothing to do. */
const waitMs = 25_000;
/** A control plane that says nothing holds a start up for no longer. */
const startPatienceMs = 5000;

/** Asks the control plane what to do, does it, and says so with the next question. */
export class SyncLoop {
  readonly #settings: SyncLoopSettings;
  readonly #entries: Entries;
  /** What is done and not yet known to the control plane, by sequence. */
  readonly #acknowledgements = new Map<number, Acknowledgement>();
  readonly #backoff: Backoff;
  readonly #trouble: Trouble;
  readonly #stopping = new AbortController();
  #cursor: number | null;
  #keptCursor: number | null;
  /** Ends a sync that waits for something to do. */
  #hurry = new AbortController();

  constructor(settings: SyncLoopSettings) {
    this.#settings = settings;
    const { edge, sites, state, loadsAtOnce, loadPatienceMs, retry, report } = settings;
    this.#cursor = this.#keptCursor = state.cursor;
    this.#backoff = new Backoff(retry);
    this.#trouble = new Trouble(report);
    const onDone = (done: Acknowledgement) => void this.#acknowledgements.set(done.sequence, done);
    const onLoaded = (done: Acknowledgement) => {
      onDone(done);
      this.#hurry.abort();
    };
    const loads = new Loads({ driver: edge, atOnce: loadsAtOnce, patienceMs: loadPatienceMs, onDone: onLoaded });
    this.#entries = new Entries({ driver: edge, sites, loads, onDone });
  }

  /**
   * Brings the edge up to date, then lets it serve. Without the control plane it serves by the last good sites, and drops
   * what it has kept stored: what it missed is not known.
   */
  async start(): Promise<void> {
    const { edge, sites, report } = this.#settings;
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(startPatienceMs)]);
    try {
      while (await this.#sync(0, signal));
    } catch (error) {
      this.#failed(error);
      if (edge.keepsContent) await edge.clear();
    }
    for (const [accountNumber, problems] of await sites.serve())
      report(`The kept sites of customer ${accountNumber} can't be served: ${problems.map(({ message }) => message).join(' ')}`);
  }

  /** Goes on until it is stopped; reports what fails and tries again. */
  async run(): Promise<void> {
    const { signal } = this.#stopping;
    let more = false;
    while (!signal.aborted) {
      this.#hurry = new AbortController();
      // What carries news is answered at once, and never broken off; so nothing that is done can wait for long.
      const waits: boolean = !more && this.#acknowledgements.size === 0;
      try {
        more = waits ? await this.#sync(waitMs, AbortSignal.any([signal, this.#hurry.signal])) : await this.#sync(0, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (error === this.#hurry.signal.reason) continue;
        this.#failed(error);
        await this.#backoff.wait(signal).catch(() => undefined);
      }
    }
  }

  stop(): void {
    this.#stopping.abort();
  }

  /** Resolves to whether there is more to ask for at once. */
  async #sync(longest: number, signal: AbortSignal): Promise<boolean> {
    const { controlPlane, edge, sites, session, pop, driver } = this.#settings;
    const [cursor, acknowledgements] = [this.#cursor, [...this.#acknowledgements.values()]];
    const answer = await controlPlane.sync({ session, pop, driver, cursor, acknowledgements, waitMs: longest }, signal);
    for (const { sequence } of acknowledgements) this.#acknowledgements.delete(sequence);
    // Only now: after a crash, what was done and not acknowledged must be given again.
    this.#keep(cursor);
    if (answer.reset) {
      if (cursor === null) throw new Error('The control plane asks an edge that holds nothing to drop what it holds; bring both to one release.');
      await edge.clear();
      this.#keep((this.#cursor = null));
      return true;
    }
    if (cursor === null) {
      // The control plane takes the edge for empty as of its answer.
      await edge.clear();
      sites.distrust();
      this.#entries.restart();
    }
    await this.#entries.apply(answer.entries);
    if (!answer.more) await sites.dropUnconfirmed();
    this.#cursor = answer.cursor;
    this.#trouble.ended('The edge is in step with the control plane again.');
    this.#backoff.succeed();
    return answer.more;
  }

  #keep(cursor: number | null): void {
    if (cursor !== this.#keptCursor) this.#settings.state.keepCursor(cursor);
    this.#keptCursor = cursor;
  }

  #failed(error: unknown): void {
    this.#trouble.failed(error, 'The edge goes on with what it has, and tries again.');
  }
}
