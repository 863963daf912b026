/**
 * Asks the graph itself, beside the editor. Fields that failed are null, as in any answer of the graph; throws if there is no
 * answer at all, such as for a refused token.
 */
export async function askGraph<Data>(token: string, question: Question, signal: AbortSignal): Promise<Data> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `TOK:${token}` },
    body: JSON.stringify(question),
    signal,
  });
  if (!response.ok) throw new Error(`The graph answered with status ${response.status}.`);
  // The graph answers in the shape of the query, which its caller describes as Data.
  const { data } = (await response.json()) as { data?: Data | null };
  if (!data) throw new Error('The graph answered without data.');
  return data;
}

export interface Question {
  readonly query: string;
  readonly variables: Readonly<Record<string, string>>;
}
