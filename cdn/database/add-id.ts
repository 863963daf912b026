import type { CreateTableBuilder } from 'kysely';

/** Adds the primary key `id`, which the database counts up and never gives twice. Dialects have no common form for it. */
export type AddId = <Table extends string>(table: CreateTableBuilder<Table>) => CreateTableBuilder<Table, 'id'>;
