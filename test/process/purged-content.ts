import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { type Origin, startOrigin } from '@edgegraph/cdn/edge/edge.fixture.ts';
import type { Mortal } from './mortal.ts';
import type { Rest } from './rest-of.ts';

interface Purge {
  readonly id: string;
  readonly path: string;
  /** What the origin had of the path when the purge was asked for. */
  readonly generation: number;
}

/** The members that are read here. */
interface Job {
  readonly Id: string;
  readonly Status: string;
  readonly Edges: readonly { readonly Edge: string; readonly AcknowledgedAt: string | null }[];
}

const paths = Array.from({ length: 12 }, (_, index) => `/object/${index}`);

/** Objects that the origin changes and purges follow, and what edges may give of them since. */
export class PurgedContent {
  readonly host: string;
  readonly accepted: Purge[] = [];
  /** What was accepted and is found no more. */
  readonly lost: Purge[] = [];
  /** Answers of edges older than a purge that these had acknowledged; other than 200; and how many were as they must be. */
  readonly stale: string[] = [];
  readonly refused: string[] = [];
  right = 0;
  unanswered = 0;
  readonly #open = new Set<Purge>();
  readonly #generations = new Map<string, number>();
  /** The oldest generation that an edge may give, by its name and the path. */
  readonly #least = new Map<string, number>();

  constructor(host: string) {
    this.host = host;
  }

  /** Answers with the generation that it has when asked, after a moment in which that may change, and the Host field that it got. */
  startOrigin(): Promise<Origin> {
    return startOrigin(async ({ url, fields }, number) => {
      const body = `${this.#generations.get(url) ?? 0} ${fields.host}`;
      await setTimeout(number % 20);
      return { fields: { 'cache-control': 'max-age=100000' }, body };
    });
  }

  /** Changes object after object at the origin and purges each, until `count` purges are accepted. */
  async purge(rest: Rest, count: number, signal: AbortSignal): Promise<void> {
    for (let number = 0; this.accepted.length < count && !signal.aborted; number += 1) {
      const path = paths[(number * 5) % paths.length] ?? '';
      const generation = (this.#generations.get(path) ?? 0) + 1;
      this.#generations.set(path, generation);
      const answer = await rest('PUT', 'edge/purge', { MediaPath: `http://${this.host}${path}`, MediaType: 3 });
      if (answer === null) this.unanswered += 1;
      else if (answer.status === 200) {
        // The contract's answer of a purge.
        const { Id: id } = answer.json as { readonly Id: string };
        const purge = { id, path, generation };
        this.accepted.push(purge);
        this.#open.add(purge);
      } else if (JSON.stringify(answer.json).includes('limit of 50 concurrent')) await setTimeout(50);
      else throw new Error(`A purge was answered by ${answer.status} ${JSON.stringify(answer.json)}.`);
    }
  }

  /** Notes what edges acknowledge, and asks each at once for what it has purged; until all that was accepted is done. */
  async watch(rest: Rest, edges: readonly Mortal[], isAll: () => boolean, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !(isAll() && this.#open.size === 0)) {
      await setTimeout(50, undefined, { signal });
      const open = [...this.#open];
      const latest = (await rest('GET', 'edge/jobs?limit=100'))?.json as { readonly Jobs: readonly Job[] } | undefined;
      if (!latest) continue;
      const jobs = new Map(latest.Jobs.map((job) => [job.Id, job]));
      for (const purge of open) {
        const alone = jobs.has(purge.id) ? null : await rest('GET', `edge/jobs/${purge.id}`);
        // An empty body where there is no such job.
        const job = jobs.get(purge.id) ?? (alone?.json as Job | null | undefined);
        if (job === null) this.lost.push(purge);
        if (job) await this.#note(purge, job, edges);
        if (job === null || job?.Status === 'DONE') this.#open.delete(purge);
      }
    }
  }

  async #note(purge: Purge, { Status, Edges }: Job, edges: readonly Mortal[]): Promise<void> {
    const purged = Edges.filter(({ AcknowledgedAt }) => AcknowledgedAt !== null).map(({ Edge }) => Edge);
    for (const edge of edges.filter(({ name }) => Status === 'DONE' || purged.includes(name))) {
      const key = keyOf(edge, purge.path);
      if (purge.generation <= (this.#least.get(key) ?? 0)) continue;
      this.#least.set(key, purge.generation);
      await this.#ask(edge, purge.path);
    }
  }

  /** Asks an edge for object after object. */
  async read(edge: Mortal, first: number, signal: AbortSignal): Promise<void> {
    for (let number = first; !signal.aborted; number += 1) {
      await setTimeout(25);
      await this.#ask(edge, paths[number % paths.length] ?? '');
    }
  }

  /** Notes whether the edge, if it lives, gives what it may. */
  async #ask(edge: Mortal, path: string): Promise<void> {
    const least = this.#least.get(keyOf(edge, path)) ?? 0;
    const answer = edge.url === null ? null : await this.get(edge.url, path);
    if (answer === null) return;
    if (answer.status !== 200) this.refused.push(`${edge.name} ${path}: ${answer.status} ${answer.body}`);
    else if (Number.parseInt(answer.body, 10) >= least) this.right += 1;
    else this.stale.push(`${edge.name} ${path}: ${answer.body}, though ${least} was purged`);
  }

  /** With the Host field of the content, which fetch would not send; null: nobody answered to the end. */
  async get(url: string, path: string): Promise<{ readonly status: number; readonly body: string; readonly change: string | null } | null> {
    try {
      // Emits its one argument.
      const [answer] = (await once(request(url + path, { headers: { host: this.host } }).end(), 'response')) as [IncomingMessage];
      const body = Buffer.concat(await Array.fromAsync<Buffer>(answer)).toString();
      return { status: answer.statusCode ?? 0, body, change: answer.headers['x-change']?.toString() ?? null };
    } catch {
      return null;
    }
  }
}

const keyOf = ({ name }: Mortal, path: string): string => `${name} ${path}`;
