import { randomUUID } from 'node:crypto';
import type { Acknowledgement, Entry, SyncAnswer, SyncRequest } from '@edgegraph/cdn/fleet/protocol.ts';

/** What asks the control plane, in its own process. */
export interface Fleet {
  sync(name: string, request: SyncRequest, signal: AbortSignal): Promise<SyncAnswer | 'superseded'>;
}

/** An edge without a cache, which does what a test says. */
export class TestEdge {
  readonly #fleet: Fleet;
  readonly name: string;
  readonly #pop: string;
  readonly #session = randomUUID();
  #cursor: number | null = null;
  /** Came with the answer to what was acknowledged last. */
  #due: readonly Entry[] = [];

  constructor(fleet: Fleet, name: string, pop = 'LAX') {
    this.#fleet = fleet;
    this.name = name;
    this.#pop = pop;
  }

  /** Says what it has done, and asks for more. */
  async sync(acknowledgements: readonly Acknowledgement[] = [], waitMs = 0): Promise<readonly Entry[]> {
    const request: SyncRequest = { session: this.#session, pop: this.#pop, driver: 'embedded', cursor: this.#cursor, acknowledgements: [...acknowledgements], waitMs };
    const answer = await this.#fleet.sync(this.name, request, new AbortController().signal);
    if (answer === 'superseded') throw new Error(`Another edge is called ${this.name}`);
    this.#cursor = answer.reset ? null : answer.cursor;
    return answer.entries;
  }

  /** Does what there is to do as `outcome` says, and acknowledges it. */
  async work(outcome: (entry: Entry) => Partial<Acknowledgement> = () => ({}), waitMs = 0): Promise<readonly Entry[]> {
    const entries = this.#due.length > 0 ? this.#due : await this.sync([], waitMs);
    const nothing = { at: Date.now(), objects: 0, remaining: 0, loads: [], problems: [] };
    const acknowledgements = entries.map((entry) => ({ ...nothing, sequence: entry.sequence, ...outcome(entry) }));
    this.#due = entries.length > 0 ? await this.sync(acknowledgements) : [];
    return entries;
  }
}
