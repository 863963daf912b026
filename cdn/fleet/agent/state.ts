import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { site, type Site } from '../../edge/site.ts';

/** Whose journal the cursor counts. */
export interface StateOwner {
  readonly name: string;
  readonly controlPlane: string;
}

/**
 * What an edge knows after a restart: its last good sites and how far it has come in the journal.
 * SQLite's log keeps the order of the writes even where a power failure takes the last of them. So the cursor never runs
 * ahead of the sites, and what is lost is asked for again. A file is held by one process.
 */
export interface AgentState {
  /** As it was when opened. Null: nothing has been done yet, or for another owner. */
  readonly cursor: number | null;
  /** By account number, as it was when opened. */
  readonly sites: ReadonlyMap<string, readonly Site[]>;
  /** No sites: the customer is forgotten. */
  keepSites(accountNumber: string, sites: readonly Site[]): void;
  keepCursor(cursor: number | null): void;
  close(): void;
}

const schema = `
  create table if not exists customers (account_number text primary key, sites text not null) strict;
  create table if not exists progress (id integer primary key check (id = 1), owner text not null, cursor integer) strict;`;

const progress = z.object({ owner: z.string(), cursor: z.int().nullable() });
const customer = z.object({ account_number: z.string(), sites: z.string() });

/** Opens or creates the state in a directory. Throws if another process has it open. */
export function openState(directory: string, { name, controlPlane }: StateOwner): AgentState {
  const file = openFile(directory);
  const owner = JSON.stringify([name, controlPlane]);
  const known = progress.safeParse(file.prepare('select owner, cursor from progress').get()).data;
  let customers = readCustomers(file);
  let cursor = known?.cursor ?? null;
  if (known?.owner !== owner || customers === null) {
    customers = new Map();
    // Behind it the sites would not be told again.
    cursor = null;
    file.exec('delete from customers; delete from progress;');
    file.prepare('insert into progress (id, owner, cursor) values (1, ?, null)').run(owner);
  }
  const forget = file.prepare('delete from customers where account_number = ?');
  const keep = file.prepare('insert or replace into customers (account_number, sites) values (?, ?)');
  const move = file.prepare('update progress set cursor = ?');
  return {
    cursor,
    sites: customers,
    keepSites: (accountNumber, sites) => {
      if (sites.length === 0) forget.run(accountNumber);
      else keep.run(accountNumber, JSON.stringify(sites));
    },
    keepCursor: (cursor) => void move.run(cursor),
    close: () => file.close(),
  };
}

function openFile(directory: string): DatabaseSync {
  try {
    // Holds the keys of protected paths: for this user alone.
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const file = new DatabaseSync(join(directory, 'state.sqlite'));
    file.exec(`pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = normal; ${schema}`);
    return file;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${directory} can't keep the edge's state: ${message}. Give a directory that this user may write to and that no other edge has open.`, { cause: error });
  }
}

/** Null: another release wrote them in another form. */
function readCustomers(file: DatabaseSync): Map<string, readonly Site[]> | null {
  const customers = new Map<string, readonly Site[]>();
  for (const row of file.prepare('select account_number, sites from customers').all()) {
    const { account_number: accountNumber, sites } = customer.parse(row);
    const parsed = z.array(site).safeParse(JSON.parse(sites));
    if (!parsed.success) return null;
    customers.set(accountNumber, parsed.data);
  }
  return customers;
}
