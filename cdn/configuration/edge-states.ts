import { listEdges } from '../database/queries/edges.ts';
import type { Database } from '../database/tables.ts';

/** How far an edge is with a version. */
export interface EdgeState {
  readonly edge: string;
  readonly pop: string;
  /** APPLIED: it serves this version, or a later one. */
  readonly status: 'PENDING' | 'APPLIED' | 'FAILED';
  readonly problem: string | null;
}

/** How far the members of the fleet are with the configurations of these journal entries, by sequence. */
export async function edgeStates(db: Database, sequences: readonly number[]): Promise<ReadonlyMap<number, readonly EdgeState[]>> {
  if (sequences.length === 0) return new Map();
  const [edges, problems] = await Promise.all([
    listEdges(db),
    db.selectFrom('journalAcknowledgements').select(['edge', 'sequence', 'problem']).where('sequence', 'in', sequences).where('problem', 'is not', null).execute(),
  ]);
  const members = edges.filter(({ retiredAt }) => retiredAt === null);
  return new Map(
    sequences.map((sequence) => [
      sequence,
      members.map(({ name: edge, pop, cursor }): EdgeState => {
        const problem = problems.find((each) => each.edge === edge && each.sequence === sequence)?.problem ?? null;
        return { edge, pop, status: problem === null ? (cursor >= sequence ? 'APPLIED' : 'PENDING') : 'FAILED', problem };
      }),
    ]),
  );
}
