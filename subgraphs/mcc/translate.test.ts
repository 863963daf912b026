import { describe, expect, it } from 'vitest';
import { edgeCname, origin } from './contract.fixture.ts';
import {
  edgeCnameMembers,
  originMembers,
  toEdgeCname,
  toEdgeCnameBody,
  toOrigin,
  toOriginBody,
} from './translate.ts';

describe('an origin', () => {
  it("is told in the graph's terms, its servers in their order", () => {
    expect(toOrigin(origin(7))).toEqual({
      id: '7',
      platform: 'HTTP_LARGE',
      directory: 'directory-7',
      hostHeader: 'www.example.com',
      http: { hostnames: ['http://a.example.com:80', 'http://b.example.com:80'], loadBalancing: 'ROUND_ROBIN' },
      https: null,
      networkConfiguration: 'IPV6_PREFERRED',
      shieldPops: ['LAX'],
      followRedirects: null,
      validationUrl: null,
    });
  });

  it('of ADN has redirects, a validation URL and the other spelling of the network configuration, and no shield', () => {
    const { ShieldPOPs: _shield, networkConfiguration: _spelling, ...shared } = origin(7);
    const adn = toOrigin({
      ...shared,
      MediaTypeId: 14,
      FollowRedirects: true,
      NetworkConfiguration: 5,
      ValidationURL: 'http://www.example.com/check',
    });
    expect(adn).toMatchObject({
      platform: 'ADN',
      networkConfiguration: 'IPV6_ONLY',
      shieldPops: [],
      followRedirects: true,
      validationUrl: 'http://www.example.com/check',
    });
  });

  it('has no servers for a protocol with an empty list', () => {
    expect(toOrigin(origin(7, { HttpsHostnames: [], HttpsLoadBalancing: '' })).https).toBeNull();
  });

  it.each(['DEFAULT', 'IPV6_PREFERRED', 'IPV4_PREFERRED', 'IPV4_ONLY', 'IPV6_ONLY'] as const)(
    'keeps the network configuration %s both ways',
    (name) => {
      const { NetworkConfiguration } = toOriginBody({
        platform: 'ADN',
        directory: 'a',
        hostHeader: 'a',
        networkConfiguration: name,
      });
      expect(toOrigin(origin(7, { networkConfiguration: Number(NetworkConfiguration) })).networkConfiguration).toBe(name);
    },
  );
});

describe("an origin's input", () => {
  it("is the contract's body", () => {
    const input = {
      platform: 'HTTP_LARGE',
      directory: 'shop',
      hostHeader: 'www.example.com',
      https: { hostnames: ['https://a.example.com:443'], loadBalancing: 'PRIMARY_FAILOVER' },
      networkConfiguration: 'IPV4_ONLY',
      shieldPops: ['LAX'],
    } as const;
    expect(toOriginBody(input)).toEqual({
      DirectoryName: 'shop',
      HostHeader: 'www.example.com',
      HttpHostnames: [],
      HttpLoadBalancing: null,
      HttpsHostnames: [{ Name: 'https://a.example.com:443' }],
      HttpsLoadBalancing: 'PF',
      NetworkConfiguration: 4,
      ShieldPOPs: [{ POPCode: 'LAX' }],
      FollowRedirects: null,
      ValidationURL: null,
    });
  });

  it('returns what is left out to its default', () => {
    expect(toOriginBody({ platform: 'HTTP_LARGE', directory: 'shop', hostHeader: 'a' })).toMatchObject({
      NetworkConfiguration: 1,
      ShieldPOPs: [],
    });
  });

  it("has a place for each of the body's members", () => {
    expect(Object.keys(toOriginBody({ platform: 'ADN', directory: 'a', hostHeader: 'a' })).toSorted()).toEqual(
      Object.keys(originMembers).toSorted(),
    );
  });
});

describe('an edge CNAME', () => {
  it("is told in the graph's terms", () => {
    expect(toEdgeCname(edgeCname(4))).toEqual({
      id: '4',
      name: 'www4.example.com',
      platform: 'HTTP_LARGE',
      path: 'static',
      customReports: true,
      originId: '7',
    });
  });

  it("has no origin on the CDN's own storage", () => {
    expect(toEdgeCname(edgeCname(4, { OriginId: -1 })).originId).toBeNull();
    expect(toEdgeCnameBody({ name: 'www.example.com' })).toEqual({
      Name: 'www.example.com',
      DirPath: '',
      OriginId: -1,
      EnableCustomReports: 0,
    });
  });

  it("has a place for each of its body's members", () => {
    const { MediaTypeId, ...members } = edgeCnameMembers;
    expect(MediaTypeId).toBe('platform');
    expect(Object.keys(toEdgeCnameBody({ name: 'a' })).toSorted()).toEqual(Object.keys(members).toSorted());
  });
});
