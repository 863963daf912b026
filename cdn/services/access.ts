import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import type { FindViewer } from '@edgegraph/permissions/viewer.ts';
import type { Commits } from '../database/commits.ts';
import type { Database } from '../database/tables.ts';
import { DenialLog } from './denials.ts';
import { tokenUses } from './token-uses.ts';
import { type FindTokenViewer, viewerIn } from './viewer.ts';

/** Who comes in, and the record of who was refused. */
export interface Access {
  readonly findViewer: FindViewer;
  /** The same by the token's id, for what was made with the token and outlives the request. */
  readonly findTokenViewer: FindTokenViewer;
  readonly onDenied: OnDenied;
  readonly denials: DenialLog;
  /** Writes what was denied and which tokens were used until now. */
  flush(): Promise<void>;
  /** Writes what is still to be written; the database must be open. */
  close(): Promise<void>;
}

export interface AccessOptions {
  readonly db: Database;
  readonly commits: Commits;
  readonly report: (cause: unknown) => void;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** Access by the tokens in the configuration store. */
export function createAccess({ db, commits, report, clock }: AccessOptions): Access {
  const denials = new DenialLog(db, report);
  const uses = tokenUses(db, report);
  const onDenied: OnDenied = (denial) => denials.record(denial);
  const flush = async () => {
    await Promise.all([denials.flush(), uses.flush()]);
  };
  return {
    ...viewerIn({ db, commits, uses, onDenied, clock }),
    onDenied,
    denials,
    flush,
    close: async () => {
      await denials.close();
      await flush();
    },
  };
}
