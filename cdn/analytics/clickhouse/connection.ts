/** What the store needs of a ClickHouse, embedded or remote. */
export interface Connection {
  /**
   * The answer's rows. Values go into the text as `{name:Type}` placeholders alone, never by concatenation.
   * Integers of 64 bits and more arrive as decimal strings.
   */
  query(sql: string, parameters?: Parameters): Promise<readonly Row[]>;
  /** A statement without an answer; done, and on disk if it inserts, when it resolves. */
  command(sql: string, parameters?: Parameters, settings?: Settings): Promise<void>;
  /**
   * A block in Native format (see `NativeBlock`), which must not change meanwhile. It is one part of the table: on disk as a whole when
   * this resolves, and as a whole or not at all when it rejects or the process dies. Where the table keeps tokens, a block whose token it
   * knows is not stored again.
   */
  insert(table: string, block: Uint8Array, token: string): Promise<void>;
  /** Resolves once no insert is under way any more whose token begins so, whoever began it. */
  settled(tokens: string): Promise<void>;
  close(): Promise<void>;
}

export type Parameters = Readonly<Record<string, string | number | boolean | readonly (string | number | boolean)[]>>;

export type Settings = Readonly<Record<string, string | number>>;

export type Row = Readonly<Record<string, unknown>>;

/** Of an insert: whatever it reads becomes one block, hence one part. */
export const oneBlock: Settings = {
  async_insert: 0,
  max_threads: 1,
  max_insert_threads: 1,
  max_block_size: 1_000_000,
  max_insert_block_size: 1_000_000,
  min_insert_block_size_rows: 1_000_000,
  min_insert_block_size_bytes: 0,
};
