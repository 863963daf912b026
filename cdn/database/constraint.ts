/** What a statement may violate. */
type Constraint = 'unique' | 'foreignKey';

// SQLite's extended result codes: UNIQUE, PRIMARYKEY; FOREIGNKEY, and TRIGGER, which is what ON DELETE RESTRICT gives.
// https://sqlite.org/rescode.html
const sqliteCodes: ReadonlyMap<unknown, Constraint> = new Map([
  [2067, 'unique'],
  [1555, 'unique'],
  [787, 'foreignKey'],
  [1811, 'foreignKey'],
]);

// PostgreSQL's SQLSTATE: unique_violation; foreign_key_violation, restrict_violation.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
const postgresCodes: ReadonlyMap<unknown, Constraint> = new Map([
  ['23505', 'unique'],
  ['23503', 'foreignKey'],
  ['23001', 'foreignKey'],
]);

/**
 * What a statement answers, or the word given for the constraint that it violates; rejects for any other failure.
 * Not within a transaction that goes on: PostgreSQL ends it at the first failed statement.
 */
export async function unlessViolated<Answer, const Word extends string>(
  statement: Promise<Answer>,
  words: { readonly [Violated in Constraint]?: Word },
): Promise<Answer | Word> {
  try {
    return await statement;
  } catch (error) {
    const violated = constraintOf(error);
    const word = violated && words[violated];
    if (word === undefined) throw error;
    return word;
  }
}

function constraintOf(error: unknown): Constraint | undefined {
  if (!(error instanceof Error)) return undefined;
  return sqliteCodes.get('errcode' in error && error.errcode) ?? postgresCodes.get('code' in error && error.code);
}
