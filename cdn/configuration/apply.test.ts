import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openInMemory } from '../database/in-memory.fixture.ts';
import { freshDatabase, newEdgeCname } from '../database/queries/fresh-database.fixture.ts';
import { createEdgeCname, listEdgeCnames } from '../database/queries/edge-cnames.ts';
import { listOrigins } from '../database/queries/origins.ts';
import { inTransaction } from '../database/transaction.ts';
import { applyDocument } from './apply.ts';
import { anyDocument, twoDocuments } from './document.arbitrary.fixture.ts';
import { type ConfigurationDocument, configurationDocument } from './document.ts';
import { diff } from './diff.ts';
import { snapshot } from './snapshot.ts';
import { fromYaml, toYaml } from './yaml.ts';

describe('a document that is applied', () => {
  const store = freshDatabase(openInMemory);
  const apply = (document: ConfigurationDocument) => inTransaction(store.db, (transaction) => applyDocument(transaction, '0001', document));
  const rows = async () => ({ origins: await listOrigins(store.db, '0001'), edgeCnames: await listEdgeCnames(store.db, '0001') });

  it('is what the tables say then, whatever they said before', async () => {
    await fc.assert(
      fc.asyncProperty(twoDocuments, async ([one, other]) => {
        for (const document of [one, other, one]) {
          await apply(document);
          expect(await snapshot(store.db, '0001')).toEqual(document);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('writes nothing the second time', async () => {
    await fc.assert(
      fc.asyncProperty(anyDocument, async (document) => {
        await apply(document);
        const written = await rows();
        await apply(document);
        expect(await rows()).toEqual(written);
      }),
      { numRuns: 30 },
    );
  });

  const small = (names: Record<string, string>) => {
    const servers = { hostnames: ['http://one.example.com'], loadBalancing: 'ROUND_ROBIN' };
    return configurationDocument.parse({
      origins: ['a', 'b'].map((directory) => ({ platform: 'HTTP_LARGE', directory, hostHeader: 'x.example.com', http: servers })),
      edgeCnames: Object.entries(names).map(([name, origin]) => ({ name, platform: 'HTTP_LARGE', origin })),
      tokenDirectories: [],
    });
  };

  it('swaps two names and keeps the ids of both', async () => {
    await apply(small({ 'one.example.com': 'a', 'two.example.com': 'b' }));
    const [one, two] = await listEdgeCnames(store.db, '0001');
    await apply(small({ 'one.example.com': 'b', 'two.example.com': 'a' }));
    expect((await listEdgeCnames(store.db, '0001')).map(({ id, originId }) => [id, originId])).toEqual([
      [one?.id, two?.originId],
      [two?.id, one?.originId],
    ]);
  });

  it("is refused and changes nothing where it has another customer's host name", async () => {
    await createEdgeCname(store.db, { ...newEdgeCname, accountNumber: '0002', name: 'two.example.com' });
    await expect(apply(small({ 'one.example.com': 'a', 'two.example.com': 'b' }))).rejects.toThrow('two.example.com is taken');
    expect(await rows()).toEqual({ origins: [], edgeCnames: [] });
  });
});

describe('a diff', () => {
  it('is empty exactly if the documents are equal', () => {
    fc.assert(
      fc.property(twoDocuments, ([one, other]) => {
        expect(diff(one, structuredClone(one))).toEqual([]);
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(diff(one, other).length === 0).toBe(same);
      }),
    );
  });

  it('tells what is read back as the same document by its members', () => {
    const cname = (cacheRules: object[]) => ({ name: 'www.example.com', platform: 'HTTP_LARGE', origin: null, cacheRules });
    const document = (cacheRules: object[], tokenDirectories: object[] = []) => configurationDocument.parse({ origins: [], edgeCnames: [cname(cacheRules)], tokenDirectories });
    const before = document([{ path: '/a', ttlSeconds: 60 }, { path: '/b' }]);
    const after = document([{ path: '/b' }, { path: '/a', ttlSeconds: 90 }], [{ platform: 'ADN', directory: '/800001/x' }]);
    expect(diff(before, after)).toEqual([
      { path: 'edgeCnames[www.example.com].cacheRules[/a].ttlSeconds', before: '60', after: '90' },
      { path: 'edgeCnames[www.example.com].cacheRules (order)', before: '[/a, /b]', after: '[/b, /a]' },
      { path: 'tokenDirectories[ADN/800001/x]', before: null, after: '{platform: ADN, directory: /800001/x}' },
    ]);
  });
});

describe('a document as YAML', () => {
  it('reads back to the same document', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        expect(fromYaml(toYaml(document))).toEqual({ document });
      }),
    );
  });
});
