import { type Data, type Product, startProduct } from '../product.ts';

/** A product on the bundled sample, asked as its administrator; an answer with an error throws. */
export interface SampleProduct {
  /** What REST answers below `/v2/reporting/customers/0001`. */
  rest(path: string): Promise<Data & readonly Data[]>;
  /** The customer's fields. */
  customer(fields: string): Promise<Data>;
  readonly product: Product;
}

export async function startSampleProduct(): Promise<SampleProduct> {
  const product = await startProduct();
  const token = product.adminToken;
  return {
    product,
    rest: async (path) => {
      const { status, text, json } = await product.rest('GET', `/v2/reporting/customers/0001/${path}`, { token });
      if (status !== 200) throw new Error(`${path} was answered ${status}: ${text}`);
      return json;
    },
    customer: async (fields) => {
      const { data, errors } = await product.graphql(`{ customer { ${fields} } }`, { token });
      if (errors || !data) throw new Error(`${fields}: ${JSON.stringify(errors)}`);
      return data.customer;
    },
  };
}

/** A range as REST takes it, whose end is inclusive, and as the graph does. */
export interface Span {
  readonly from: string;
  readonly to: string;
  readonly dates: string;
  readonly range: string;
}

/** From one moment (inclusive) to another (exclusive), each `2015-05-17T00:00:00`, in UTC. */
export function span(from: string, to: string): Span {
  const last = new Date(Date.parse(`${to}Z`) - 1000).toISOString().slice(0, 19);
  return { from: `${from}Z`, to: `${to}Z`, dates: `begindate=${from}&enddate=${last}`, range: `range: { from: "${from}Z", to: "${to}Z" }` };
}

/** All of the sample's days. */
export const all = span('2015-05-17T00:00:00', '2015-05-21T00:00:00');

/** Some hours of them. */
export const some = span('2015-05-17T20:00:00', '2015-05-19T07:00:00');
