import type { Migration } from 'kysely/migration';

/** How far the events of edges, and of what sends them over HTTP, have come. */
export const eventProgress: Migration = {
  async up(db) {
    // No column of the edges: what writes it must not wait for what an edge is told.
    await db.schema
      .createTable('edge_watermarks')
      .addColumn('edge', 'text', (column) => column.primaryKey())
      .addColumn('complete_until', 'text', (column) => column.notNull())
      .execute();

    await db.schema
      .createTable('event_sources')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('position', 'bigint', (column) => column.notNull())
      .addColumn('seen_at', 'text', (column) => column.notNull())
      .execute();
  },
};
