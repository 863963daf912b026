import { describe, expect, it } from 'vitest';
import { openInMemory } from '../database/in-memory.fixture.ts';
import { createEdgeCname } from '../database/queries/edge-cnames.ts';
import { found, freshDatabase, newEdgeCname, newOrigin } from '../database/queries/fresh-database.fixture.ts';
import { createOrigin } from '../database/queries/origins.ts';
import { configurationDocument } from './document.ts';
import { placeOf, problemsOf } from './problems.ts';

const settings = { domain: 'cdn.example.net', privateOrigins: false };

describe('what edges must not be given', () => {
  const store = freshDatabase(openInMemory);

  /** The places of problems of a customer's origins, by directory, each with its server and Host header, and of its CNAMEs, each with its origin. */
  const places = async (origins: Record<string, string | readonly [string, string]>, cnames: Record<string, string> = {}, allowed = settings) => {
    const document = configurationDocument.parse({
      origins: Object.entries(origins).map(([directory, given]) => {
        const [server, hostHeader] = typeof given === 'string' ? [given, 'www.elsewhere.example'] : given;
        return { platform: 'HTTP_LARGE', directory, hostHeader, http: { hostnames: [server], loadBalancing: 'PRIMARY_FAILOVER' } };
      }),
      edgeCnames: Object.entries(cnames).map(([name, origin]) => ({ name, platform: 'HTTP_LARGE', origin })),
      tokenDirectories: [],
    });
    return (await problemsOf(store.db, '0001', document, allowed)).map(placeOf);
  };

  const server = (directory: string) => `origins[HTTP_LARGE/${directory}].http.hostnames[0]`;

  describe('a loop', () => {
    it("is an origin whose server is the origin's own CNAME, whatever its port and case", async () => {
      expect(await places({ a: 'http://WWW.example.com:8080' }, { 'www.example.com': 'a' })).toEqual([server('a')]);
    });

    it('is none where the CNAME has another origin that leads elsewhere', async () => {
      expect(await places({ a: 'http://www.example.com', b: 'http://web.elsewhere.example' }, { 'www.example.com': 'b' })).toEqual([]);
    });

    it('is found over a chain, at each origin in it and at none before it', async () => {
      const origins = { a: 'http://b.example.com', b: 'http://c.example.com', c: 'http://b.example.com', d: 'http://web.elsewhere.example' };
      expect(await places(origins, { 'b.example.com': 'b', 'c.example.com': 'c', 'd.example.com': 'd' })).toEqual([server('b'), server('c')]);
    });

    it("is found through another customer's CNAME", async () => {
      const { id } = found(await createOrigin(store.db, { ...newOrigin, accountNumber: '0002', httpHostnames: ['http://ours.example.com'] }));
      await createEdgeCname(store.db, { ...newEdgeCname, accountNumber: '0002', name: 'theirs.example.com', originId: id });
      expect(await places({ a: 'http://theirs.example.com' }, { 'ours.example.com': 'a' })).toEqual([server('a')]);
      expect(await places({ a: 'http://theirs.example.com' }, { 'other.example.com': 'a' })).toEqual([]);
    });

    it("is found through the CDN's own host of this customer, and of another whose origin leads back", async () => {
      expect(await places({ a: 'http://wpc.0001.cdn.example.net' })).toEqual([server('a')]);
      expect(await places({ a: 'http://wac.0001.cdn.example.net' })).toEqual([]);
      expect(await places({ a: 'http://wpc.0002.cdn.example.net' })).toEqual([]);
      await createOrigin(store.db, { ...newOrigin, accountNumber: '0002', httpHostnames: ['http://wpc.0001.cdn.example.net'] });
      expect(await places({ a: 'http://wpc.0002.cdn.example.net' })).toEqual([server('a')]);
    });

    it('is found where the Host header chooses the site at the edge that the server name leads to', async () => {
      const origins = { a: ['http://b.example.com', 'a.example.com'], b: 'http://web.elsewhere.example' } as const;
      expect(await places(origins, { 'a.example.com': 'a', 'b.example.com': 'b' })).toEqual([server('a')]);
    });

    it("is none where only the Host header is the origin's own CNAME", async () => {
      expect(await places({ a: ['http://web.elsewhere.example', 'www.example.com'] }, { 'www.example.com': 'a' })).toEqual([]);
    });
  });

  it.each([
    'http://127.0.0.1:8000',
    'http://10.1.2.3',
    'http://169.254.169.254',
    'http://192.168.0.1',
    'http://172.31.255.255',
    'http://100.64.0.1',
    'http://0.0.0.0',
    'http://2130706433',
    'http://0x7f.1',
    'http://[::1]:80',
    'http://[fe80::1]',
    'http://[fd00::1]',
    'http://[::ffff:127.0.0.1]',
    'http://localhost:3000',
    'http://web.localhost',
  ])('is an origin at %s, unless private origins are allowed', async (url) => {
    expect(await places({ a: url })).toEqual([server('a')]);
    expect(await places({ a: url }, {}, { ...settings, privateOrigins: true })).toEqual([]);
  });

  it.each(['http://192.0.2.1', 'http://172.32.0.1', 'http://[2001:db8::1]', 'http://www.example.com', 'http://localhost.example.com'])('is not an origin at %s', async (url) => {
    expect(await places({ a: url })).toEqual([]);
  });

  it("is a CNAME with another customer's name, or one of the CDN's", async () => {
    await createEdgeCname(store.db, { ...newEdgeCname, accountNumber: '0002', name: 'taken.example.com' });
    const cnames = { 'taken.example.com': 'a', 'free.example.com': 'a', 'wpc.0002.cdn.example.net': 'a', 'cdn.example.net': 'a', 'mycdn.example.net': 'a' };
    expect(await places({ a: 'http://web.elsewhere.example' }, cnames)).toEqual([
      'edgeCnames[cdn.example.net].name',
      'edgeCnames[taken.example.com].name',
      'edgeCnames[wpc.0002.cdn.example.net].name',
    ]);
  });
});
