/** The journal's entries as the messages that edges get. */
import type { EdgeAcknowledgement, JournalEntry, NewAcknowledgement } from '../../database/queries/fleet-journal.ts';
import type { Site } from '../../edge/site.ts';
import type { EdgeLoad, EdgePurge } from '../edge-driver.ts';
import type { Acknowledgement, Entry } from '../protocol.ts';

/** Without the configurations that another one follows before anything else of the customer: an edge needs the last alone. */
export function compacted(entries: readonly JournalEntry[]): JournalEntry[] {
  const kept: JournalEntry[] = [];
  const following = new Map<string, JournalEntry>();
  for (const entry of entries.toReversed()) {
    const replaced = entry.kind === 'configure' && following.get(entry.accountNumber)?.kind === 'configure';
    if (!replaced) kept.push(entry);
    following.set(entry.accountNumber, entry);
  }
  return kept.reverse();
}

/** `sites` are the customer's as they are now. */
export function toMessage({ sequence, kind, accountNumber, content }: JournalEntry, sites: readonly Site[]): Entry {
  switch (kind) {
    case 'configure':
      return { kind, sequence, accountNumber, sites: [...sites] };
    case 'check':
      // Here and below: what the kind's entries are written with.
      return { kind, sequence, accountNumber, sites: (content ?? []) as Site[] };
    case 'load':
      return { kind, sequence, loads: (content ?? []) as EdgeLoad[] };
    default:
      return { kind, sequence, purges: (content ?? []) as EdgePurge[] };
  }
}

/** What is stored of an acknowledgement; `at` is when it came. */
export const toStored = ({ sequence, objects, remaining, loads, problems }: Acknowledgement, at: string): NewAcknowledgement => ({
  sequence,
  at,
  objects,
  remaining,
  loads,
  problem: problems.length === 0 ? null : problems.map(({ site, message }) => `${site}: ${message}`).join('\n'),
});

/** Whether the edge could not do all of it. */
export const failed = ({ problem, remaining, loads }: Pick<EdgeAcknowledgement, 'problem' | 'remaining' | 'loads'>): boolean =>
  problem !== null || remaining > 0 || loads.some((load) => load.problem !== null);
