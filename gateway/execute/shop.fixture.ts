import { type Graph, createGraph } from './graph.fixture.ts';

const products = [
  { __typename: 'Book', sku: 'b1', org: { id: 'x' }, title: 'Federation', price: 30, weight: 200, dims: { w: 2, h: 3 } },
  { __typename: 'Film', sku: 'f1', org: { id: 'y' }, title: 'Gateway', price: null, weight: 0, minutes: 90, dims: null },
];
type Key = { readonly sku?: string; readonly id?: string };

/**
 * Keys of several fields, `@requires`, `@provides`, an interface, a union, an `@interfaceObject`, and mutations in three
 * subgraphs.
 */
export function createShop(log: string[] = []): Graph {
  let stock = 5;
  const find = ({ sku }: Key) => products.find((each) => each.sku === sku) ?? null;
  return createGraph({
    catalog: {
      typeDefs: `
        type Query { products: [Product!]! search: [Hit] shelf: [[Product]] media: [Media] author: Author }
        type Mutation { rename(title: String!): Product addStock(by: Int!): Stock }
        interface Product { sku: ID! title: String! price: Int }
        type Book implements Product @key(fields: "sku org { id }") {
          sku: ID! org: Org @shareable title: String! price: Int weight: Int dims: Dims pages: Int
        }
        type Film implements Product @key(fields: "sku org { id }") {
          sku: ID! org: Org @shareable title: String! price: Int weight: Int dims: Dims minutes: Int
        }
        type Org @shareable { id: ID! }
        type Dims @shareable { w: Int h: Int }
        union Hit = Book | Film | Author
        type Author @key(fields: "id") { id: ID! name: String! @shareable }
        type Stock @key(fields: "id") { id: ID! }
        interface Media @key(fields: "id") { id: ID! name: String! }
        type Song implements Media @key(fields: "id") { id: ID! name: String! bpm: Int }
        type Talk implements Media @key(fields: "id") { id: ID! name: String! }
      `,
      resolvers: {
        Query: {
          products: () => products,
          search: () => [products[0], { __typename: 'Author', id: 'a1', name: 'Ada' }, null, products[1]],
          shelf: () => [[products[0], null], null, [products[1]]],
          media: () => [
            { __typename: 'Song', id: 'm1', name: 'La', bpm: 120 },
            { __typename: 'Talk', id: 'm2', name: 'Ti' },
          ],
          author: () => ({ id: 'a1', name: 'Ada' }),
        },
        Mutation: {
          rename: (_: unknown, { title }: { title: string }) => {
            log.push(`rename ${title}`);
            return { ...products[0], title };
          },
          addStock: (_: unknown, { by }: { by: number }) => {
            stock += by;
            log.push(`addStock ${by}`);
            return { id: 's' };
          },
        },
        Book: { __resolveReference: find },
        Author: { __resolveReference: ({ id }: Key) => ({ id, name: 'Ada' }) },
        Media: { __resolveReference: ({ id }: Key) => (id === 'm1' ? { __typename: 'Song', id, name: 'La', bpm: 120 } : null) },
      },
    },
    shipping: {
      typeDefs: `
        type Mutation { ship: Parcel }
        type Parcel { code: String! }
        type Book @key(fields: "sku org { id }") {
          sku: ID! org: Org @shareable price: Int @external weight: Int @external dims: Dims @external
          shipping(zone: Int = 1): Int @requires(fields: "price weight dims { w }")
        }
        type Film @key(fields: "sku org { id }") {
          sku: ID! org: Org @shareable price: Int @external streams: Boolean! @requires(fields: "price")
        }
        type Org @shareable { id: ID! }
        type Dims @shareable { w: Int h: Int }
        type Stock @key(fields: "id") { id: ID! left: Int! }
      `,
      resolvers: {
        Mutation: {
          ship: () => {
            log.push('ship');
            return { code: 'p1' };
          },
        },
        Book: {
          shipping: (
            { price, weight, dims }: { price: number; weight: number; dims: { w: number } },
            { zone }: { zone: number },
          ) => zone * (price + weight + dims.w),
        },
        Film: { streams: ({ price }: { price: number | null }) => price === null },
        Stock: {
          left: () => {
            log.push('left');
            return stock;
          },
        },
      },
    },
    reviews: {
      typeDefs: `
        type Query { reviews: [Review!] rated: [Media!] }
        type Review { text: String! author: Author @provides(fields: "name") subject: Book }
        type Author @key(fields: "id") { id: ID! name: String! @external karma: Int! }
        type Book @key(fields: "sku org { id }") { sku: ID! org: Org @shareable stars: Int }
        type Org @shareable { id: ID! }
        type Media @key(fields: "id") @interfaceObject { id: ID! rating: Int }
      `,
      resolvers: {
        Query: {
          reviews: () => [
            { text: 'good', author: { id: 'a1', name: 'Ada as reviewer' }, subject: { sku: 'b1', org: { id: 'x' } } },
            { text: 'bad', author: { id: 'a1', name: 'Ada as reviewer' }, subject: null },
          ],
          rated: () => [{ id: 'm1', rating: 5 }],
        },
        Author: { __resolveReference: ({ id }: Key) => ({ id }), karma: () => 9 },
        Book: { stars: ({ sku, org }: { sku: string; org: { id: string } }) => (find({ sku })?.org.id === org.id ? 4 : null) },
        Media: { __resolveReference: ({ id }: Key) => ({ id, rating: id === 'm1' ? 5 : 3 }) },
      },
    },
  });
}
