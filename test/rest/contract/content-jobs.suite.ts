import type { OriginBody } from '@edgegraph/rest/mcc.ts';
import type { ParsedInputOf } from '@edgegraph/rest/route.ts';
import type { content } from '@edgegraph/rest/mcc/content.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { TestEdge } from '../../edge.ts';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const host = 'jobs.example.com';

type Body = Partial<Omit<ParsedInputOf<typeof content.submitContentJob>['body'], 'Targets'>> & { Targets?: object[] };

export const contentJobsSuite = (bound: BoundCdn) =>
  describe('content jobs', () => {
    let customer: User;
    let edge: TestEdge;
    beforeAll(async () => {
      customer = await bound.cdn.customer();
      const body: OriginBody = { DirectoryName: 'site', HostHeader: host, HttpHostnames: [{ Name: 'http://origin.example.com:80' }], HttpLoadBalancing: 'PF' };
      const { CustomerOriginId } = await bound.rest.mcc.createOrigin({ platform: 'httplarge', body }, customer);
      await bound.rest.mcc.createEdgeCname({ body: { Name: host, MediaTypeId: 3, OriginId: CustomerOriginId } }, customer);
      edge = new TestEdge(bound.cdn.fleet, 'jobs-edge', 'SYD');
      await edge.sync();
    });

    const url = { Url: `http://${host}/a.png` };
    // One region, in which this suite's edge is alone.
    const submit = (given: Body = {}) =>
      bound.rest.mcc.submitContentJob({ body: { Action: 'PURGE', Targets: [url], EdgeNodeRegionIds: [3], ...given } }, customer);
    const submitted = async (given?: Body) => {
      const { Id } = await submit(given);
      if (Id === null) throw new Error('Nothing was stored');
      return Id;
    };
    const get = (id: string) => bound.rest.mcc.getContentJob({ id }, customer);

    it('are shown with what each edge has done', async () => {
      const Id = await submitted({ Soft: 1 });
      expect(await get(Id)).toEqual({
        Action: 'PURGE',
        Bytes: 0,
        CompletedAt: null,
        CreatedAt: expect.any(String),
        CreatedBy: customer.login,
        DispatchedAt: expect.any(String),
        Edges: [
          { AcknowledgedAt: null, Bytes: 0, Edge: 'jobs-edge', Loads: [], Objects: 0, Pop: 'SYD', Problem: null, Remaining: 0, SentAt: null, Status: 'PENDING' },
        ],
        Id,
        MediaTypeIds: [3],
        Number: expect.any(Number),
        Objects: 0,
        QueuePosition: null,
        RegionIds: [3],
        Soft: true,
        Status: 'RUNNING',
        Targets: [{ Kind: 'URL', Value: url.Url }],
        ThenLoad: false,
      });
      await edge.work(() => ({ objects: 3 }));
      expect(await get(Id)).toMatchObject({ Status: 'DONE', Objects: 3, Edges: [{ Status: 'DONE', Objects: 3, SentAt: expect.any(String), AcknowledgedAt: expect.any(String) }] });
    });

    it('take targets of every kind, and tell edges what they mean', async () => {
      const Targets = [
        { Url: `http://${host}/a?b` },
        { Directory: `http://${host}/dir/` },
        { Prefix: `http://${host}/dir/` },
        { Pattern: `http://${host}/dir/*.png` },
        { SurrogateKey: 'article-17' },
        { EdgeCname: host.toUpperCase() },
        { All: true },
      ];
      await submitted({ Targets });
      const [entry] = (await edge.work()).filter(({ kind }) => kind === 'purge');
      const targets = entry?.kind === 'purge' ? entry.purges.filter(({ site }) => site.startsWith('cname')).map(({ target }) => target) : [];
      expect(targets).toEqual([
        { kind: 'url', url: '/a?b' },
        { kind: 'directory', path: '/dir/' },
        { kind: 'prefix', path: '/dir/' },
        { kind: 'pattern', path: '/dir/*.png' },
        { kind: 'tag', tag: 'article-17' },
        { kind: 'site' },
        { kind: 'site' },
      ]);
    });

    it('are loaded behind the purge if they say so, each URL with its outcome', async () => {
      const Id = await submitted({ ThenLoad: 1 });
      await edge.work(() => ({ objects: 1 }));
      expect(await get(Id)).toMatchObject({ Status: 'RUNNING', Objects: 1, Edges: [{ Status: 'PENDING' }] });
      await edge.work(() => ({ loads: [{ status: 404, bytes: 9, stored: false, problem: 'The origin answered 404.' }] }));
      expect(await get(Id)).toMatchObject({
        Status: 'DONE',
        Bytes: 9,
        Edges: [{ Status: 'FAILED', Loads: [{ Url: url.Url, Status: 404, Bytes: 9, Stored: false, Problem: 'The origin answered 404.' }] }],
      });
    });

    it.each([
      ['no target', { Targets: [] }, 'Targets'],
      ['two kinds in a target', { Targets: [{ ...url, SurrogateKey: 'a' }] }, 'Targets.0'],
      ['a kind that there is not', { Targets: [url, { Path: '/a' }] }, 'Targets.1'],
      ['a pattern as a URL', { Targets: [{ Url: `http://${host}/*.png` }] }, 'Targets.0'],
      ['a directory without its slash', { Targets: [url, { Directory: `http://${host}/dir` }] }, 'Targets.1'],
      ["another customer's CNAME", { Targets: [{ EdgeCname: 'www.semicomplete.com' }] }, 'Targets.0'],
      ['a load of a directory', { Action: 'LOAD', Targets: [{ Directory: `http://${host}/dir/` }] }, 'Targets.0'],
      ['a load behind the purge of a directory', { ThenLoad: 1, Targets: [{ Prefix: `http://${host}/dir/` }] }, 'Targets.0'],
      ['a soft load', { Action: 'LOAD', Soft: 1 }, 'Soft'],
    ] satisfies [string, Body, string][])('are refused with %s', async (_case, given, path) => {
      await expect(submit(given)).rejects.toMatchObject({ status: 400, problems: [{ path }] });
    });

    it('of the same key and input are one job, of another input a conflict', async () => {
      const IdempotencyKey = 'deploy-17';
      const first = await submitted({ IdempotencyKey });
      expect(await submitted({ IdempotencyKey })).toBe(first);
      await expect(submit({ IdempotencyKey, Soft: 1 })).rejects.toMatchObject({ status: 409, message: expect.stringContaining('deploy-17') });
      await edge.work();
      expect(await submitted({ IdempotencyKey })).toBe(first);
      await edge.work();
    });

    it('of a dry run are counted by the edges that answer, and not stored', async () => {
      const before = (await bound.rest.mcc.listContentJobs({}, customer)).Count;
      const answer = submit({ DryRun: 1 });
      await edge.work(() => ({ objects: 42 }), 5000);
      expect(await answer).toEqual({ DryRun: { Edges: 1, EdgesAsked: 1, Objects: 42 }, Id: null });
      expect((await bound.rest.mcc.listContentJobs({}, customer)).Count).toBe(before);
    });

    it('wait in the queue if they say so, and run in their order as others end', async () => {
      const Targets = Array.from({ length: 50 }, (_, index) => ({ Url: `http://${host}/${index}` }));
      await submitted({ Targets });
      await expect(submit()).rejects.toMatchObject({ status: 400, message: expect.stringContaining('limit of 50') });
      const [second, third] = [await submitted({ Queue: 1 }), await submitted({ Queue: 1, Targets: Targets.slice(0, 50) })];
      expect(await get(second)).toMatchObject({ Status: 'QUEUED', QueuePosition: 1, Edges: [], DispatchedAt: null });
      expect(await get(third)).toMatchObject({ Status: 'QUEUED', QueuePosition: 2 });
      await edge.work();
      expect(await get(second)).toMatchObject({ Status: 'RUNNING', QueuePosition: null });
      expect(await get(third)).toMatchObject({ Status: 'QUEUED', QueuePosition: 1 });
      await edge.work();
      await edge.work();
      expect(await get(third)).toMatchObject({ Status: 'DONE' });
    });

    it('are cancelled while they are queued, which lets those behind them run; not later', async () => {
      const cancel = (id: string) => bound.rest.mcc.cancelContentJob({ id }, customer);
      const Targets = Array.from({ length: 50 }, (_, index) => ({ Url: `http://${host}/${index}` }));
      const running = await submitted({ Targets: Targets.slice(0, 49) });
      const [large, small] = [await submitted({ Targets, Queue: 1 }), await submitted({ Queue: 1 })];
      await cancel(large);
      expect(await get(large)).toMatchObject({ Status: 'CANCELLED', CompletedAt: null });
      expect(await get(small)).toMatchObject({ Status: 'RUNNING' });
      await expect(cancel(running)).rejects.toMatchObject({ status: 409, message: expect.stringContaining('is running') });
      expect(await cancel(large)).toBeNull();
      await expect(cancel('0123456789abcdef01234567')).rejects.toMatchObject({ status: 404 });
      await edge.work();
    });

    it('are listed latest first, in pages, by status and time', async () => {
      const all = await bound.rest.mcc.listContentJobs({ limit: 1000 }, customer);
      expect(all).toMatchObject({ Count: all.Jobs.length, Next: null });
      const numbers = all.Jobs.map(({ Number }) => Number);
      expect(numbers).toEqual(numbers.toSorted((one, other) => other - one));
      const paged: number[] = [];
      for (let before: number | null | undefined; before !== null; ) {
        const page = await bound.rest.mcc.listContentJobs({ limit: 3, before: before ?? undefined }, customer);
        expect(page.Count).toBe(all.Count);
        paged.push(...page.Jobs.map(({ Number }) => Number));
        before = page.Next;
      }
      expect(paged).toEqual(numbers);
      const cancelled = await bound.rest.mcc.listContentJobs({ status: 'CANCELLED' }, customer);
      expect(cancelled).toMatchObject({ Count: 1, Jobs: [{ Status: 'CANCELLED' }] });
      expect(await bound.rest.mcc.listContentJobs({ enddate: '2020-01-01' }, customer)).toEqual({ Count: 0, Jobs: [], Next: null });
    });
  });
