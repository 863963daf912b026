import type { Notices } from '../../database/notices.ts';
import type { Database } from '../../database/tables.ts';
import type { Site } from '../../edge/site.ts';
import { popsIn } from '../../network/pops.ts';
import { ContentJobs } from './content-jobs.ts';
import { FleetMembers } from './members.ts';
import { type EdgeShare, propagationOf } from './propagation.ts';
import { keepFleet } from './sweep.ts';
import { FleetSync } from './sync.ts';

export interface FleetSettings {
  readonly db: Database;
  readonly notices: Notices;
  /** What edges serve of a customer, by its configuration now. */
  readonly sitesOf: (accountNumber: string) => Promise<readonly Site[]>;
  /** How many targets of a customer may be outstanding, of purges and of loads each. */
  readonly purgeLimit: number;
  readonly report: (cause: unknown) => void;
}

/** The control plane of the edges. */
export interface Fleet {
  readonly jobs: ContentJobs;
  readonly sync: FleetSync;
  readonly members: FleetMembers;
  readonly sitesOf: FleetSettings['sitesOf'];
  readonly propagationOf: (accountNumber: string) => Promise<readonly EdgeShare[]>;
  /** The store must be open. */
  close(): Promise<void>;
}

export function startFleet({ db, notices, sitesOf, purgeLimit, report }: FleetSettings): Fleet {
  const jobs = new ContentJobs({ db, notices, limit: purgeLimit, popsIn });
  const sweep = keepFleet({ db, jobs, report });
  return {
    jobs,
    sync: new FleetSync({ db, notices, jobs, sitesOf, report }),
    members: new FleetMembers({ db, jobs, report }),
    sitesOf,
    propagationOf: (accountNumber) => propagationOf(db, accountNumber),
    close: () => sweep.stop(),
  };
}
