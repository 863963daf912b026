import { listWatermarks } from '../../database/queries/edge-watermarks.ts';
import { isAway, listEdges, retireEdge } from '../../database/queries/edges.ts';
import { settleJobs, type SweepSettings } from './sweep.ts';

/** An edge of the fleet, as operators see it. */
export interface Member {
  readonly name: string;
  readonly pop: string;
  readonly driver: string;
  /** When it was last heard of: ISO 8601, UTC. */
  readonly seenAt: string;
  /** Its events from before are stored: ISO 8601, UTC, as last written. Reports are complete up to the earliest of these. Null: it is retired. */
  readonly completeUntil: string | null;
  /** `away`: not heard of for a minute. `retired`: nothing waits for it any more. */
  readonly status: 'here' | 'away' | 'retired';
}

/** The fleet, for operators. */
export class FleetMembers {
  readonly #settings: SweepSettings;

  constructor(settings: SweepSettings) {
    this.#settings = settings;
  }

  /** By name. */
  async list(): Promise<Member[]> {
    const { db } = this.#settings;
    const time = Date.now();
    const watermarks = new Map((await listWatermarks(db)).map(({ edge, completeUntil }) => [edge, new Date(completeUntil).toISOString()]));
    return (await listEdges(db)).map((edge) => {
      const { name, pop, driver, seenAt, retiredAt } = edge;
      const here = isAway(edge, time) ? 'away' : 'here';
      return { name, pop, driver, seenAt, completeUntil: watermarks.get(name) ?? null, status: retiredAt === null ? here : 'retired' };
    });
  }

  /** Lets nothing wait for the edge any more; one that still runs joins again, empty. False: there is no such member. */
  async retire(name: string): Promise<boolean> {
    const retired = await retireEdge(this.#settings.db, name);
    if (retired) await settleJobs(this.#settings);
    return retired;
  }
}
