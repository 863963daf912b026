import type { Site } from '../edge/site.ts';
import { askFleet } from '../fleet/control/ask.ts';
import type { ConfigurationStore } from './change.ts';

/** What an edge says of sites that it does not have. */
export interface EdgeVerdict {
  readonly edge: string;
  readonly pop: string;
  /** SILENT: it did not answer in time. */
  readonly status: 'ACCEPTED' | 'REFUSED' | 'SILENT';
  /** What keeps it from serving them. */
  readonly problems: readonly string[];
}

/** Asks the edges whether they could serve the sites, and waits for `waitMs` at most. */
export async function checkAtEdges({ db, notices }: ConfigurationStore, accountNumber: string, sites: readonly Site[], waitMs = 4000): Promise<EdgeVerdict[]> {
  const answers = await askFleet({ db, notices }, { kind: 'check', accountNumber, content: sites }, waitMs);
  return answers.map(({ edge, pop, at, problem }) => ({
    edge,
    pop,
    status: at === null ? 'SILENT' : problem === null ? 'ACCEPTED' : 'REFUSED',
    problems: problem === null ? [] : problem.split('\n'),
  }));
}
