/** Where sums over requests are read. */
export interface Source {
  readonly table: string;
  /** How many requests the rows stand for, as SQL. */
  readonly requests: string;
}

/** Every request by itself. */
export const events: Source = { table: 'events', requests: 'count()' };
