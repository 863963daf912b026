/** What the databases have no common form for when tables are made. */
import type { CreateTableBuilder, Kysely } from 'kysely';

/** Adds the primary key `id`, which the database counts up and never gives twice. */
export type AddId = <Table extends string>(table: CreateTableBuilder<Table>) => CreateTableBuilder<Table, 'id'>;

/** Makes the database tell every process of the commits that change one of the tables, if it has to be told to. */
export type AnnounceCommits = <Tables>(db: Kysely<Tables>, tables: readonly string[]) => Promise<void>;

export interface Ddl {
  readonly addId: AddId;
  readonly announceCommits: AnnounceCommits;
}
