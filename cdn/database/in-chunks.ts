/** SQLite takes 32,766 parameters in a statement. */
const mostParameters = 10_000;

/** What a query finds for values of any number, asked for some at a time. */
export async function inChunks<Value, Row>(values: readonly Value[], query: (chunk: readonly Value[]) => Promise<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let start = 0; start < values.length; start += mostParameters) rows.push(...(await query(values.slice(start, start + mostParameters))));
  return rows;
}
