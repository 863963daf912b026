import { groupWords } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import { describe, expect, it } from 'vitest';
import type { Dimension } from '../generated/reporting.ts';
import { toGroupDimension, toKey } from './traffic-dimensions.ts';

const told: readonly (readonly [Dimension, string | number | boolean, object])[] = [
  ['PLATFORM', 8, { platform: 'HTTP_SMALL' }],
  ['SSL', true, { ssl: true }],
  ['EDGE_CNAME', 12, { edgeCnameId: '12' }],
  ['ORIGIN', 0, { originId: null }],
  ['PATH', '/a/b', { path: '/a/b' }],
  ['DIRECTORY', '/a/', { directory: '/a/' }],
  ['STATUS', 0, { status: 0 }],
  ['STATUS_CLASS', '5xx', { statusClass: 'SERVER_ERROR' }],
  ['CACHE_STATUS', 'TCP_MISS', { cacheStatus: 'TCP_MISS' }],
  ['POP', 'LAX', { pop: 'LAX' }],
  ['REGION', -1, { regionId: null }],
  ['REFERRER', '', { referrer: '' }],
  ['REFERRER_HOST', 'example.com', { referrerHost: 'example.com' }],
  ['USER_AGENT_FAMILY', 'Firefox', { userAgentFamily: 'Firefox' }],
  ['METHOD', 'GET', { method: 'GET' }],
  ['PROTOCOL', 'HTTP/1.1', { protocol: 'HTTP/1.1' }],
];

describe('a dimension', () => {
  it("of the graph is one of REST's to group by, and each of those is one of the graph's", () => {
    expect(told.map(([dimension]) => toGroupDimension(dimension)).toSorted()).toEqual(groupWords.toSorted());
  });

  it.each(told)('%s of the value %j is told in the key', (dimension, value, key) => {
    expect(toKey([dimension], [value])).toEqual(key);
  });

  it.each([
    ['1xx', 'INFORMATIONAL'],
    ['2xx', 'SUCCESSFUL'],
    ['3xx', 'REDIRECTION'],
    ['4xx', 'CLIENT_ERROR'],
    ['5xx', 'SERVER_ERROR'],
    ['other', 'OTHER'],
  ])('STATUS_CLASS tells %s by its name', (word, statusClass) => {
    expect(toKey(['STATUS_CLASS'], [word])).toEqual({ statusClass });
  });
});

describe('a key', () => {
  it('has its values in the order of what was grouped by', () => {
    expect(toKey(['STATUS', 'POP', 'SSL'], [404, 'LAX', false])).toEqual({ status: 404, pop: 'LAX', ssl: false });
  });
});
