import type { EdgeEvent } from '../edge/event.ts';
import type { PurgeTarget } from '../edge/labels.ts';
import type { PurgeMode } from '../edge/purge-rules.ts';
import type { Site } from '../edge/site.ts';

/** What runs the HTTP cache of one point of presence. A new driver passes `edge-driver.suite.ts` unchanged. */
export interface EdgeDriver {
  /**
   * Replaces the sites without dropping a request; resolves once new requests are answered by them.
   * Rejects with a SiteError, keeping the sites that it has, if the edge can't serve one of them.
   */
  configure(sites: readonly Site[]): Promise<void>;
  /** What keeps the edge from serving these sites, as texts for the customer; none: it can. Changes nothing. */
  check(sites: readonly Site[]): Promise<readonly SiteProblem[]>;
  /** Resolves once nothing that was stored before, or left the origin before, is served any more by any of the purges. */
  purge(purges: readonly EdgePurge[]): Promise<PurgeOutcome>;
  /** How many stored objects the purges would meet now. */
  count(purges: readonly EdgePurge[]): Promise<number>;
  /** Fetches a URL of a site into the cache, as a client's GET would. */
  load(load: EdgeLoad): Promise<LoadOutcome>;
  /** Removes everything stored, of every site. */
  clear(): Promise<void>;
  /** Whether the edge has kept what it stored since it last ran under this state; if not, it holds nothing. */
  readonly keepsContent: boolean;
  /** Finishes requests under way, then stops. */
  close(): Promise<void>;
}

export interface EdgePurge {
  /** The site's id. */
  readonly site: string;
  readonly target: PurgeTarget;
  readonly mode: PurgeMode;
}

export interface PurgeOutcome {
  /** How many stored objects were met. */
  readonly objects: number;
  /** The proof: how many of those that the purge named are still stored as they were; 0 unless something failed. */
  readonly remaining: number;
}

export interface EdgeLoad {
  /** The site's id. */
  readonly site: string;
  /** A host name of the site. */
  readonly host: string;
  /** Path and query below the host. */
  readonly url: string;
}

export interface LoadOutcome {
  /** Null: there was no answer. */
  readonly status: number | null;
  /** Of the body. */
  readonly bytes: number;
  /** Whether the answer is stored, so that the next request is a hit. */
  readonly stored: boolean;
  /** What went wrong, as a text for the customer; null if nothing. */
  readonly problem: string | null;
}

export interface SiteProblem {
  /** The site's id. */
  readonly site: string;
  /** What is wrong and the remedy. */
  readonly message: string;
}

/** Some sites can't be served. */
export class SiteError extends Error {
  override readonly name = 'SiteError';
  readonly problems: readonly SiteProblem[];

  constructor(problems: readonly SiteProblem[]) {
    super(problems.map(({ site, message }) => `${site}: ${message}`).join('\n'));
    this.problems = problems;
  }
}

/** Called once for each request to a site, after its answer; not always in the order of the requests. */
export type OnEdgeEvent = (event: EdgeEvent) => void;
