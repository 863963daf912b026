/** What the store needs of a ClickHouse, embedded or remote. */
export interface Connection {
  /**
   * The answer's rows. Values go into the text as `{name:Type}` placeholders alone, never by concatenation.
   * Integers of 64 bits and more arrive as decimal strings.
   */
  query(sql: string, parameters?: Parameters): Promise<readonly Row[]>;
  /** A statement without an answer; done, and on disk if it inserts, when it resolves. */
  command(sql: string, parameters?: Parameters): Promise<void>;
  /** Rows as JSON objects, one a line. All are stored, on disk, when it resolves; none or all if the process dies before. */
  insert(table: string, rows: string): Promise<void>;
  close(): Promise<void>;
}

export type Parameters = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;

export type Row = Readonly<Record<string, unknown>>;
