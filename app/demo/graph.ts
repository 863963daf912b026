/** Asks the graph of a product with one token. Throws with the first error's message. */
export type Ask = <Data>(query: string, variables?: object) => Promise<Data>;

export const graphOf =
  (product: string, token: string): Ask =>
  async <Data>(query: string, variables?: object) => {
    const response = await fetch(`${product}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `TOK:${token}` },
      body: JSON.stringify({ query, variables }),
    });
    // What GraphQL over HTTP answers; its data has the query's form.
    const { data, errors } = (await response.json()) as { data?: Data | null; errors?: readonly { message: string }[] };
    if (errors?.[0] || !data) throw new Error(errors?.[0]?.message ?? `${product} answered ${response.status}.`);
    return data;
  };
