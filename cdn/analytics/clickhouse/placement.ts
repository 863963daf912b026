/** Where a schema's statements run. */
export interface Placement {
  /** The cluster that its tables are replicated over; null: one server has them. */
  readonly cluster: string | null;
}

/** A statement that makes or changes a table or view, up to the name of it. */
const head = /^((?:CREATE (?:TABLE|MATERIALIZED VIEW) IF NOT EXISTS|ALTER TABLE|TRUNCATE TABLE) \w+)/;

/** For how many inserts, and for how many seconds, tokens are kept: what was stored before then is never sent again. */
const [keptTokens, keptSeconds] = [10_000, 7 * 86_400];

/**
 * The statement for a server's tables, into which several processes write: they keep the tokens of inserts, so that one whose answer was
 * lost is not stored twice. On a cluster every replica has them.
 */
export function placed(statement: string, { cluster }: Placement): string {
  const tokens =
    cluster === null
      ? `non_replicated_deduplication_window = ${keptTokens}`
      : `replicated_deduplication_window = ${keptTokens}, replicated_deduplication_window_seconds = ${keptSeconds}`;
  const keeping = statement.startsWith('CREATE TABLE') ? statement.replace(/^(\s*)SETTINGS (.*)$/m, `$1SETTINGS $2, ${tokens}`) : statement;
  if (cluster === null) return keeping;
  return keeping
    .replace(head, `$1 ON CLUSTER ${quoted(cluster)}`)
    .replace(/ENGINE = ((?:Aggregating)?MergeTree)\b/, 'ENGINE = Replicated$1');
}

const quoted = (name: string): string => `'${name.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
