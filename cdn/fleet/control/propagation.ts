import { listEdges } from '../../database/queries/edges.ts';
import { latestConfiguration, listAcknowledgements } from '../../database/queries/fleet-journal.ts';
import type { Database } from '../../database/tables.ts';

/** How far an edge has taken over a customer's latest configuration. */
export interface EdgeShare {
  readonly edge: string;
  /** The code of the edge's POP. */
  readonly pop: string;
  /** 100: it serves by it. 0: it does not yet, or could not. */
  readonly percent: 0 | 100;
  /** Why it could not; null if there is no such reason. */
  readonly problem: string | null;
}

/** Each member's share of the customer's latest configuration, by its name; none while the customer has none. */
export async function propagationOf(db: Database, accountNumber: string): Promise<EdgeShare[]> {
  const latest = await latestConfiguration(db, accountNumber);
  if (!latest) return [];
  const [edges, acknowledgements] = await Promise.all([listEdges(db), listAcknowledgements(db, latest.sequence)]);
  const problems = new Map(acknowledgements.map(({ edge, problem }) => [edge, problem]));
  return edges
    .filter(({ retiredAt }) => retiredAt === null)
    .map(({ name, pop, cursor }) => {
      const problem = problems.get(name) ?? null;
      return { edge: name, pop, percent: cursor >= latest.sequence && problem === null ? 100 : 0, problem };
    });
}
