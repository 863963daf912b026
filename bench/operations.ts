/** What is measured: operations as frontends send them. */
const range = '{ from: "2015-05-17T00:00:00Z", to: "2015-05-21T00:00:00Z" }';

export interface MeasuredOperation {
  readonly name: string;
  readonly query: string;
  /** How often to run it in one round. */
  readonly times: number;
}

export const operations: readonly MeasuredOperation[] = [
  { name: 'one small query', query: '{ customer { edgeCname(id: 1) { id name path } } }', times: 1000 },
  {
    name: 'dashboard over three subgraphs, 96 points',
    query: `{ customer {
      traffic(range: ${range}) { total { requests bytes hits errors hitRatio } series(every: HOUR) { from to metrics { requests bytes hits errors } } }
      hitsByStatus(range: ${range}) { status hits ratio }
      live { bitsPerSecond connectionsPerSecond cacheStatuses { status connectionsPerSecond } statusCodes { statusCode connectionsPerSecond } }
      origins { totalCount nodes { id directory } }
    } }`,
    times: 200,
  },
  {
    name: 'list of 100 CNAMEs with origins and traffic',
    query: `{ customer { edgeCnames(first: 100) { totalCount nodes { id name path platform
      origin { id directory hostHeader } traffic(range: ${range}) { total { requests bytes hits } } } } } }`,
    times: 100,
  },
];
