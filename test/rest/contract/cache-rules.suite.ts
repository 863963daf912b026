import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const plain = {
  Cacheable: true,
  TtlSeconds: null,
  StaleWhileRevalidateSeconds: null,
  StaleIfErrorSeconds: null,
  QueryParameters: null,
  SetHeaders: [],
  DropHeaders: [],
};

export const cacheRulesSuite = (bound: BoundCdn) =>
  describe('cache rules', () => {
    let customer: User;
    let id: number;
    beforeAll(async () => {
      customer = await bound.cdn.customer();
      id = (await bound.rest.mcc.createEdgeCname({ body: { Name: 'rules.example.com', MediaTypeId: 3, OriginId: -1 } }, customer)).CNameId;
    });

    it('are none at first, and of a CNAME that does not exist not even that', async () => {
      const { mcc } = bound.rest;
      expect(await mcc.getCacheRules({ id }, customer)).toEqual({ Rules: [] });
      expect(await mcc.getCacheRules({ id: 999_999 }, customer)).toBeNull();
      expect(await mcc.listCacheRules({}, customer)).toEqual([]);
      await expect(mcc.setCacheRules({ id: 999_999, body: { Rules: [] } }, customer)).rejects.toMatchObject({ status: 404 });
    });

    it('are kept in their order, with names in lower case and defaults for what is left out', async () => {
      const { mcc } = bound.rest;
      const images = {
        Path: '/images/*',
        TtlSeconds: '3600',
        StaleWhileRevalidateSeconds: 60,
        QueryParameters: { Count: 'ONLY', Names: ['size', 'v'] },
        SetHeaders: [{ Name: 'X-Served-By', Value: 'us' }],
        DropHeaders: ['Server'],
      } as const;
      const body = { Rules: [{ ...images, QueryParameters: { Count: 'ONLY', Names: ['size', 'v'] }, SetHeaders: [{ Name: 'X-Served-By', Value: 'us' }], DropHeaders: ['Server'] }, { Path: '*.php', Cacheable: false }] } satisfies object;
      expect(await mcc.setCacheRules({ id, body: body as never }, customer)).toBeNull();
      const rules = [
        { ...plain, ...images, TtlSeconds: 3600, SetHeaders: [{ Name: 'x-served-by', Value: 'us' }], DropHeaders: ['server'] },
        { ...plain, Path: '*.php', Cacheable: false },
      ];
      expect(await mcc.getCacheRules({ id }, customer)).toEqual({ Rules: rules });
      expect(await mcc.listCacheRules({}, customer)).toEqual([{ Id: id, Rules: rules }]);
      expect(await mcc.setCacheRules({ id, body: { Rules: [] } }, customer)).toBeNull();
      expect(await mcc.listCacheRules({}, customer)).toEqual([]);
    });

    it('go with their CNAME', async () => {
      const { mcc } = bound.rest;
      const { CNameId } = await mcc.createEdgeCname({ body: { Name: 'gone.example.com', MediaTypeId: 3, OriginId: -1 } }, customer);
      await mcc.setCacheRules({ id: CNameId, body: { Rules: [{ Path: '/*' }] } }, customer);
      await mcc.deleteEdgeCname({ id: CNameId }, customer);
      expect(await mcc.listCacheRules({}, customer)).toEqual([]);
    });

    it.each([
      ['a path that does not begin with / or *', { Path: 'images/*' }, 'Rules.0.Path', 'must be a path'],
      ['a path with a query', { Path: '/a?b' }, 'Rules.0.Path', 'without query'],
      ['a double wildcard', { Path: '/a/**' }, 'Rules.0.Path', 'must not have **'],
      ['too many wildcards', { Path: '/*a*b*c*d*e*' }, 'Rules.0.Path', 'at most 5 *'],
      ['a time below 0', { Path: '/*', TtlSeconds: -1 }, 'Rules.0.TtlSeconds', '0 to 31,536,000'],
      ['a time over a year', { Path: '/*', TtlSeconds: 31_536_001 }, 'Rules.0.TtlSeconds', '0 to 31,536,000'],
      ['a time in parts of a second', { Path: '/*', TtlSeconds: 1.5 }, 'Rules.0.TtlSeconds', 'whole number'],
      ['a time of what is not cached', { Path: '/*', Cacheable: false, TtlSeconds: 5 }, 'Rules.0.TtlSeconds', 'has no meaning'],
      ['stale use without a TTL', { Path: '/*', StaleIfErrorSeconds: 5 }, 'Rules.0.StaleIfErrorSeconds', 'goes together with a TTL'],
      ['parameters without names', { Path: '/*', QueryParameters: { Count: 'ONLY', Names: [] } }, 'Rules.0.QueryParameters', 'needs names'],
      ['names of all parameters', { Path: '/*', QueryParameters: { Count: 'ALL', Names: ['a'] } }, 'Rules.0.QueryParameters', 'takes no names'],
      ['a header of the connection', { Path: '/*', SetHeaders: [{ Name: 'Transfer-Encoding', Value: 'chunked' }] }, 'Rules.0.SetHeaders.0.Name', 'can be neither set nor dropped'],
      ["a header of the body's form", { Path: '/*', DropHeaders: ['Content-Length'] }, 'Rules.0.DropHeaders.0', 'can be neither set nor dropped'],
      ['a header that ends its line', { Path: '/*', SetHeaders: [{ Name: 'x-a', Value: 'b\r\nset-cookie: c' }] }, 'Rules.0.SetHeaders.0.Value', 'one line of ASCII'],
      ['a Cache-Control that is none', { Path: '/*', SetHeaders: [{ Name: 'Cache-Control', Value: 'max-age=soon' }] }, 'Rules.0.SetHeaders', 'Cache-Control that is none'],
      ['a header set and dropped', { Path: '/*', SetHeaders: [{ Name: 'x-a', Value: 'b' }], DropHeaders: ['X-A'] }, 'Rules.0.DropHeaders', 'none that is set'],
    ])('refuse %s, naming the member, and change nothing', async (_what, rule, path, message) => {
      const { mcc } = bound.rest;
      const refused = mcc.setCacheRules({ id, body: { Rules: [rule] } as never }, customer);
      await expect(refused).rejects.toMatchObject({ status: 400, problems: [{ path, message: expect.stringContaining(message) }] });
      expect(await mcc.getCacheRules({ id }, customer)).toEqual({ Rules: [] });
    });

    it('are at most 100', async () => {
      const Rules = Array.from({ length: 101 }, (_, index) => ({ Path: `/${index}` }));
      await expect(bound.rest.mcc.setCacheRules({ id, body: { Rules } }, customer)).rejects.toMatchObject({ status: 400, problems: [{ path: 'Rules' }] });
    });
  });
