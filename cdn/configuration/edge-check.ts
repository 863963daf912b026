import { setTimeout as delay } from 'node:timers/promises';
import { listEdges } from '../database/queries/edges.ts';
import { appendEntry, deleteEntry, listAcknowledgements } from '../database/queries/fleet-journal.ts';
import { inTransaction } from '../database/transaction.ts';
import type { Site } from '../edge/site.ts';
import type { ConfigurationStore } from './change.ts';

/** What an edge says of sites that it does not have. */
export interface EdgeVerdict {
  readonly edge: string;
  readonly pop: string;
  /** SILENT: it did not answer in time, or is not connected. */
  readonly status: 'ACCEPTED' | 'REFUSED' | 'SILENT';
  /** What keeps it from serving them. */
  readonly problems: readonly string[];
}

/** An edge that was not heard of for so long is not waited for: each asks again after 30 seconds at most. */
const connectedMs = 60_000;

const pollMs = 100;

/** Asks every connected edge whether it could serve the sites, and waits for `waitMs` at most. */
export async function checkAtEdges({ db, notices }: ConfigurationStore, accountNumber: string, sites: readonly Site[], waitMs = 4000): Promise<EdgeVerdict[]> {
  const sequence = await inTransaction(db, async (transaction) => {
    const appended = await appendEntry(transaction, { kind: 'check', accountNumber, content: sites });
    await notices.publish(transaction, 'fleet');
    return appended;
  });
  const seen = new Date(Date.now() - connectedMs).toISOString();
  const connected = new Set((await listEdges(db)).filter(({ seenAt, retiredAt }) => retiredAt === null && seenAt >= seen).map(({ name }) => name));
  const deadline = Date.now() + waitMs;
  for (;;) {
    const said = await listAcknowledgements(db, sequence);
    const isDone = said.every(({ edge, at }) => at !== null || !connected.has(edge));
    if (!isDone && Date.now() < deadline) {
      await delay(pollMs);
      continue;
    }
    await deleteEntry(db, sequence);
    return said.map(({ edge, pop, at, problem }) => ({
      edge,
      pop,
      status: at === null ? 'SILENT' : problem === null ? 'ACCEPTED' : 'REFUSED',
      problems: problem === null ? [] : problem.split('\n'),
    }));
  }
}
