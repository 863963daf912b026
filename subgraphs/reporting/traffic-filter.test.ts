import { trafficFilter } from '@edgegraph/rest/reporting/traffic-filter.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TrafficFilter } from '../generated/reporting.ts';
import { toRestFilter } from './traffic-filter.ts';

const treeOf = (filter: TrafficFilter): unknown => JSON.parse(toRestFilter(filter).filter ?? 'null');

describe('a filter', () => {
  it.each<[TrafficFilter, object]>([
    [{ status: { gte: 500 } }, { Dimension: 'status', Gte: 500 }],
    [{ status: { eq: 404 } }, { Dimension: 'status', In: [404] }],
    [{ ssl: false }, { Dimension: 'ssl', In: [false] }],
    [{ platform: { in: ['HTTP_LARGE', 'ADN'] } }, { Dimension: 'platform', In: [3, 14] }],
    [{ statusClass: { notIn: ['SUCCESSFUL', 'OTHER'] } }, { Dimension: 'statusclass', NotIn: ['2xx', 'other'] }],
    [{ cacheStatus: { eq: 'TCP_HIT' } }, { Dimension: 'cachestatus', In: ['TCP_HIT'] }],
    [{ edgeCnameId: { in: ['1', '2'] } }, { Dimension: 'cname', In: ['1', '2'] }],
    [{ originId: { notIn: ['3'] } }, { Dimension: 'origin', NotIn: ['3'] }],
    [{ regionId: { eq: '-1' } }, { Dimension: 'region', In: ['-1'] }],
    [{ pop: { in: [] } }, { Dimension: 'pop', In: [] }],
    [{ path: { prefix: '/images/' } }, { Dimension: 'path', Prefix: '/images/' }],
    [{ userAgent: { like: '*bot*' } }, { Dimension: 'useragent', Like: '*bot*' }],
    [{ referrerHost: { eq: '' } }, { Dimension: 'referrerhost', In: [''] }],
  ])('%j is one condition', (filter, tree) => {
    expect(treeOf(filter)).toEqual(tree);
  });

  it('meets all of its members, and all tests of each', () => {
    expect(treeOf({ ssl: true, status: { gte: 400, lte: 499 }, and: [{ method: { eq: 'GET' } }, { protocol: { eq: 'HTTP/1.1' }, directory: { eq: '/' } }] })).toEqual({
      And: [
        { Dimension: 'method', In: ['GET'] },
        { Dimension: 'directory', In: ['/'] },
        { Dimension: 'protocol', In: ['HTTP/1.1'] },
        { Dimension: 'ssl', In: [true] },
        { Dimension: 'status', Gte: 400 },
        { Dimension: 'status', Lte: 499 },
      ],
    });
  });

  it('joins by `or` and turns round by `not`, nested as asked', () => {
    expect(treeOf({ or: [{ status: { eq: 0 } }, { not: { userAgentFamily: { in: ['curl'] }, referrer: { like: 'http://*' } } }] })).toEqual({
      Or: [
        { Dimension: 'status', In: [0] },
        {
          Not: {
            And: [
              { Dimension: 'referrer', Like: 'http://*' },
              { Dimension: 'useragentfamily', In: ['curl'] },
            ],
          },
        },
      ],
    });
  });

  it.each<TrafficFilter | null | undefined>([undefined, null, {}, { and: [] }, { and: [{}, { and: [{}] }] }, { status: null, path: {} }])(
    'that asks nothing is left out: %j',
    (filter) => {
      expect(toRestFilter(filter).filter).toBeUndefined();
    },
  );

  it('keeps what is met by none, or by all, where it is not the whole', () => {
    expect(treeOf({ or: [] })).toEqual({ Or: [] });
    expect(treeOf({ or: [{}, { status: { in: [] } }] })).toEqual({ Or: [{ And: [] }, { Dimension: 'status', In: [] }] });
    expect(treeOf({ not: {} })).toEqual({ Not: { And: [] } });
  });

  it('tells where each part comes from', () => {
    const { members } = toRestFilter({ and: [{ ssl: true }], or: [{ status: { gte: 1, in: [1, 2] } }, { not: { path: { eq: '/' } } }] });
    expect(members).toEqual({
      filter: 'filter',
      'filter.And.0': 'filter.and.0.ssl',
      'filter.And.0.In': 'filter.and.0.ssl',
      'filter.And.0.In.0': 'filter.and.0.ssl',
      'filter.And.1': 'filter.or',
      'filter.And.1.Or.0': 'filter.or.0',
      'filter.And.1.Or.0.And.0': 'filter.or.0.status.in',
      'filter.And.1.Or.0.And.0.In': 'filter.or.0.status.in',
      'filter.And.1.Or.0.And.1': 'filter.or.0.status.gte',
      'filter.And.1.Or.0.And.1.Gte': 'filter.or.0.status.gte',
      'filter.And.1.Or.1': 'filter.or.1.not',
      'filter.And.1.Or.1.Not': 'filter.or.1.not.path.eq',
      'filter.And.1.Or.1.Not.In': 'filter.or.1.not.path.eq',
      'filter.And.1.Or.1.Not.In.0': 'filter.or.1.not.path.eq',
    });
  });

  it('of any form is one that REST understands', () => {
    const text = fc.record({ eq: fc.string(), in: fc.array(fc.string()), prefix: fc.string(), like: fc.constant('a*') }, { requiredKeys: [] });
    const { filter: any } = fc.letrec<{ filter: TrafficFilter }>((tie) => ({
      filter: fc.record(
        {
          and: fc.array(tie('filter'), { maxLength: 2, depthIdentifier: 'filter' }),
          or: fc.array(tie('filter'), { maxLength: 2, depthIdentifier: 'filter' }),
          not: fc.option(tie('filter'), { depthIdentifier: 'filter', maxDepth: 3 }),
          status: fc.record({ gte: fc.nat(999), notIn: fc.array(fc.nat(999)) }, { requiredKeys: [] }),
          path: text,
          platform: fc.record({ in: fc.array(fc.constantFrom('HTTP_LARGE', 'HTTP_SMALL', 'ADN')) }),
          ssl: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    }));
    fc.assert(
      fc.property(any, (filter) => {
        const { filter: tree } = toRestFilter(filter);
        const read = trafficFilter.safeParse(tree ?? '{"And":[]}');
        const others = read.error?.issues.filter(({ message }) => !message.includes('limit Filter')) ?? [];
        expect(others).toEqual([]);
      }),
    );
  });
});
