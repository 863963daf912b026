import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestEdge } from '../edge.ts';
import { type Product, startProduct } from '../product.ts';

let product: Product;
let edge: TestEdge;
beforeAll(async () => {
  product = await startProduct({ settings: { PURGE_LIMIT: '10' } });
  edge = new TestEdge(product.fleet, 'edge-1');
  await edge.sync();
});
afterAll(() => product[Symbol.asyncDispose]());

const host = 'http://www.semicomplete.com';
const run = (query: string, variables: object = {}) => product.graphql(query, { token: product.adminToken, variables });

const purge = (input: object) => run('mutation ($input: PurgeInput!) { purge(input: $input) { id contentJob { status queuePosition } dryRun { objects edges edgesAsked } } }', { input });
const purged = async (input: object): Promise<string> => {
  const { data, errors } = await purge(input);
  expect(errors).toBeUndefined();
  return data?.purge.id;
};
const job = async (id: string, fields = 'status') => (await run(`query ($id: ID!) { customer { contentJob(id: $id) { ${fields} } } }`, { id })).data?.customer.contentJob;

describe('a purge', () => {
  it('is accepted and stored, and done once every edge has done it', async () => {
    const { data, errors } = await purge({ targets: [{ url: `${host}/a.png` }] });
    expect(errors).toBeUndefined();
    expect(data?.purge).toEqual({ id: expect.stringMatching(/^[0-9a-f]{24}$/), contentJob: { status: 'RUNNING', queuePosition: null }, dryRun: null });
    const fields = 'action status targets { kind value } platforms createdByLogin completedAt objects bytes edges { edge pop status sentAt acknowledgedAt objects remaining loads { url } problem }';
    expect(await job(data?.purge.id, fields)).toEqual({
      action: 'PURGE',
      status: 'RUNNING',
      targets: [{ kind: 'URL', value: `${host}/a.png` }],
      platforms: ['HTTP_LARGE'],
      createdByLogin: 'admin@example.com',
      completedAt: null,
      objects: '0',
      bytes: '0',
      edges: [{ edge: 'edge-1', pop: 'LAX', status: 'PENDING', sentAt: null, acknowledgedAt: null, objects: '0', remaining: '0', loads: [], problem: null }],
    });
    await edge.work(() => ({ objects: 3 }));
    expect(await job(data?.purge.id, fields)).toMatchObject({
      status: 'DONE',
      completedAt: expect.any(String),
      objects: '3',
      edges: [{ status: 'DONE', sentAt: expect.any(String), acknowledgedAt: expect.any(String), objects: '3' }],
    });
  });

  it('takes targets of every kind', async () => {
    const targets = [
      { url: `${host}/a?b` },
      { directory: `${host}/a/` },
      { prefix: `${host}/a/` },
      { pattern: `${host}/a/*.png` },
      { surrogateKey: 'article-17' },
      { edgeCname: 'www.semicomplete.com' },
      { all: true },
    ];
    const id = await purged({ targets, soft: true, regionIds: ['1', '2'] });
    expect(await job(id, 'soft regionIds platforms targets { kind }')).toEqual({
      soft: true,
      regionIds: ['1', '2'],
      platforms: ['HTTP_LARGE', 'HTTP_SMALL', 'ADN'],
      targets: ['URL', 'DIRECTORY', 'PREFIX', 'PATTERN', 'SURROGATE_KEY', 'EDGE_CNAME', 'ALL'].map((kind) => ({ kind })),
    });
    const [entry] = await edge.work();
    expect(entry).toMatchObject({ kind: 'purge', purges: expect.arrayContaining([{ site: expect.any(String), target: { kind: 'url', url: '/a?b' }, mode: 'soft' }]) });
  });

  it('by path and platform is as it was', async () => {
    const id = await purged({ platform: 'HTTP_LARGE', path: `${host}/images/*` });
    expect(await job(id, 'path platform targets { kind value }')).toEqual({
      path: `${host}/images/*`,
      platform: 'HTTP_LARGE',
      targets: [{ kind: 'PREFIX', value: `${host}/images/*` }],
    });
    await edge.work();
  });

  it.each([
    ['no target', {}, 'input.targets'],
    ['an empty list', { targets: [] }, 'input.targets'],
    ['a path of a foreign host', { targets: [{ all: true }], path: 'http://www.elsewhere.com/' }, 'input.path'],
    ['a foreign host', { targets: [{ url: `${host}/` }, { url: 'http://www.elsewhere.com/' }] }, 'input.targets.1'],
    ['a directory without its slash', { targets: [{ directory: `${host}/a` }] }, 'input.targets.0'],
    ['all: false', { targets: [{ all: false }] }, 'input.targets.0'],
    ['a region that there is not', { targets: [{ all: true }], regionIds: ['99'] }, 'input.regionIds'],
    ['more than the limit at once', { targets: Array.from({ length: 11 }, () => ({ all: true })) }, 'input.targets'],
  ])('with %s is refused at the path of its input', async (_case, input, path) => {
    const { data, errors } = await purge(input);
    expect(data).toEqual({ purge: null });
    expect(errors).toMatchObject([{ path: ['purge'], extensions: { code: 'BAD_USER_INPUT', problems: [{ path, message: expect.any(String) }] } }]);
  });

  it.each([[{ url: `${host}/`, all: true }], [{}], [{ url: null }]])('with the target %o, which is not exactly one, is refused before anything runs', async (target) => {
    const { status, data, errors } = await purge({ targets: [target] });
    expect({ status, data }).toEqual({ status: 400, data: undefined });
    expect(errors).toMatchObject([{ message: expect.stringMatching(/exactly one|must be non-null/i), extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  it('of a dry run tells how many objects it would meet, and stores nothing', async () => {
    const answer = purge({ targets: [{ all: true }], dryRun: true });
    await edge.work(() => ({ objects: 42 }), 5000);
    expect((await answer).data?.purge).toEqual({ id: '', contentJob: null, dryRun: { objects: '42', edges: 1, edgesAsked: 1 } });
  });

  it('of the same key and input is the first one, of another input a conflict', async () => {
    const input = { targets: [{ url: `${host}/a` }], idempotencyKey: 'deploy-17' };
    const id = await purged(input);
    await edge.work();
    expect(await purged(input)).toBe(id);
    expect((await purge({ ...input, soft: true })).errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  });

  it('is loaded again if it says so, and done then', async () => {
    const id = await purged({ targets: [{ url: `${host}/a` }], thenLoad: true });
    expect((await edge.work()).map(({ kind }) => kind)).toEqual(['purge']);
    expect(await job(id, 'status thenLoad')).toEqual({ status: 'RUNNING', thenLoad: true });
    await edge.work(() => ({ loads: [{ status: 200, bytes: 7, stored: true, problem: null }] }));
    expect(await job(id, 'status bytes edges { loads { url status bytes stored problem } }')).toEqual({
      status: 'DONE',
      bytes: '7',
      edges: [{ loads: [{ url: `${host}/a`, status: 200, bytes: '7', stored: true, problem: null }] }],
    });
  });
});

describe('a load', () => {
  const load = (input: object) => run('mutation ($input: LoadInput!) { load(input: $input) { id contentJob { action status } } }', { input });

  it('tells what each edge has loaded', async () => {
    const { data, errors } = await load({ urls: [`${host}/a`, `${host}/b?c=1`] });
    expect(errors).toBeUndefined();
    expect(data?.load.contentJob).toEqual({ action: 'LOAD', status: 'RUNNING' });
    const failure = { status: null, bytes: 0, stored: false, problem: 'There was no answer.' };
    await edge.work(() => ({ loads: [{ status: 200, bytes: 7, stored: true, problem: null }, failure] }));
    expect(await job(data?.load.id, 'status bytes edges { status loads { url status problem } }')).toEqual({
      status: 'DONE',
      bytes: '7',
      edges: [
        {
          status: 'FAILED',
          loads: [
            { url: `${host}/a`, status: 200, problem: null },
            { url: `${host}/b?c=1`, status: null, problem: 'There was no answer.' },
          ],
        },
      ],
    });
  });

  it('of a pattern is refused', async () => {
    const { errors } = await load({ urls: [`${host}/a`, `${host}/*`] });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', problems: [{ path: 'input.urls.1' }] } }]);
  });
});

describe('what is beyond the limit of outstanding purges', () => {
  it('is queued, can be cancelled there, and is listed', async () => {
    const running = await purged({ targets: Array.from({ length: 10 }, (_, index) => ({ url: `${host}/${index}` })) });
    const { data } = await purge({ targets: [{ url: `${host}/a` }] });
    expect(data?.purge.contentJob).toEqual({ status: 'QUEUED', queuePosition: 1 });
    const next = await purged({ targets: [{ url: `${host}/b` }] });
    const cancel = (id: string) => run('mutation ($id: ID!) { cancelContentJob(input: { id: $id }) { id contentJob { status completedAt } } }', { id });
    expect((await cancel(data?.purge.id)).data?.cancelContentJob).toEqual({ id: data?.purge.id, contentJob: { status: 'CANCELLED', completedAt: null } });
    expect((await cancel(running)).errors).toMatchObject([{ extensions: { code: 'CONFLICT' }, message: expect.stringContaining('is running') }]);
    expect(await job(next, 'status queuePosition')).toEqual({ status: 'QUEUED', queuePosition: 1 });
    const listed = await run('{ customer { contentJobs(first: 2) { nodes { id } totalCount pageInfo { hasNextPage endCursor } } queued: contentJobs(status: QUEUED) { totalCount } } }');
    const { contentJobs, queued } = listed.data?.customer ?? {};
    expect(contentJobs.nodes).toEqual([{ id: next }, { id: data?.purge.id }]);
    expect(queued).toEqual({ totalCount: 1 });
    const more = await run('query ($after: String) { customer { contentJobs(first: 1, after: $after) { nodes { id } pageInfo { hasPreviousPage } } } }', { after: contentJobs.pageInfo.endCursor });
    expect(more.data?.customer.contentJobs).toEqual({ nodes: [{ id: running }], pageInfo: { hasPreviousPage: true } });
    await edge.work();
    expect(await job(next)).toEqual({ status: 'RUNNING' });
    expect((await run('{ customer { contentJobs(range: { from: "2015-01-01T00:00:00Z", to: "2015-02-01T00:00:00Z" }) { totalCount } } }')).data?.customer).toEqual({ contentJobs: { totalCount: 0 } });
  });
});
