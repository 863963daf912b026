/** An edge as the control plane meets it, without a cache: it says what a test lets it say. */
import { randomUUID } from 'node:crypto';
import { type Acknowledgement, type Entry, type SyncAnswer, type SyncRequest, syncAnswer, syncPath } from '../protocol.ts';

export interface AgentOptions {
  readonly name?: string;
  readonly pop?: string;
  readonly secret?: string;
}

export const secret = 'a-secret-of-the-fleet';

/** What an acknowledgement says if nothing of note happened. */
export const done = (sequence: number, more: Partial<Acknowledgement> = {}): Acknowledgement => ({
  sequence,
  at: Date.now(),
  objects: 0,
  remaining: 0,
  loads: [],
  problems: [],
  ...more,
});

export class FixtureAgent {
  readonly #url: string;
  readonly name: string;
  readonly pop: string;
  readonly #secret: string;
  session: string = randomUUID();
  cursor: number | null = null;

  constructor(url: string, { name = 'edge-1', pop = 'LAX', secret: own = secret }: AgentOptions = {}) {
    this.#url = url;
    this.name = name;
    this.pop = pop;
    this.#secret = own;
  }

  async post(path: string, body: unknown, signal?: AbortSignal): Promise<{ status: number; json: unknown; headers: Headers }> {
    const answer = await fetch(this.#url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.#secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
    return { status: answer.status, json: await answer.json(), headers: answer.headers };
  }

  request(acknowledgements: readonly Acknowledgement[] = [], waitMs = 0): SyncRequest {
    return { session: this.session, pop: this.pop, driver: 'embedded', cursor: this.cursor, acknowledgements: [...acknowledgements], waitMs };
  }

  /** Asks what to do, and takes it for done or under way from the next time on. */
  async sync(acknowledgements: readonly Acknowledgement[] = [], waitMs = 0): Promise<SyncAnswer> {
    const { status, json } = await this.post(syncPath(this.name), this.request(acknowledgements, waitMs));
    if (status !== 200) throw new Error(`Answered ${status}: ${JSON.stringify(json)}`);
    const answer = syncAnswer.parse(json);
    this.cursor = answer.reset ? null : answer.cursor;
    return answer;
  }

  /** Does everything there is to do, and says so. */
  async catchUp(acknowledge: (entry: Entry) => Acknowledgement = ({ sequence }) => done(sequence)): Promise<Entry[]> {
    const all: Entry[] = [];
    let acknowledgements: Acknowledgement[] = [];
    for (;;) {
      const { entries, more, reset } = await this.sync(acknowledgements);
      all.push(...entries);
      acknowledgements = entries.map(acknowledge);
      if (entries.length === 0 && !more && !reset) return all;
    }
  }

  /** As after its process was started anew. */
  restart({ keepsContent = false } = {}): void {
    this.session = randomUUID();
    if (!keepsContent) this.cursor = null;
  }
}
