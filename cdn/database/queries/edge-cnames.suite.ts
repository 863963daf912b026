import { describe, expect, it } from 'vitest';
import {
  createEdgeCname,
  deleteEdgeCname,
  existingEdgeCnames,
  findEdgeCname,
  findEdgeCnameByName,
  listEdgeCnames,
  updateEdgeCname,
} from './edge-cnames.ts';
import { found, freshDatabase, newEdgeCname, newOrigin, type OpenDatabase } from './fresh-database.fixture.ts';
import { createOrigin } from './origins.ts';

export const edgeCnamesSuite = (open: OpenDatabase) =>
  describe('edge CNAMEs', () => {
    const store = freshDatabase(open);

    it('finds an edge CNAME as it was created, by id and by name', async () => {
      const cname = found(await createEdgeCname(store.db, newEdgeCname));
      const given = { id: expect.any(Number), createdAt: expect.any(String), updatedAt: cname.createdAt };
      expect(cname).toEqual({ ...newEdgeCname, ...given });
      expect(await findEdgeCname(store.db, '0001', cname.id)).toEqual(cname);
      expect(await findEdgeCnameByName(store.db, '0001', 'images.example.com')).toEqual(cname);
    });

    it("lists a customer's own edge CNAMEs of one platform in the order of their creation", async () => {
      for (const name of ['z.example.com', 'a.example.com']) await createEdgeCname(store.db, { ...newEdgeCname, name });
      await createEdgeCname(store.db, { ...newEdgeCname, name: 'small.example.com', mediaTypeId: 8 });
      await createEdgeCname(store.db, { ...newEdgeCname, name: 'foreign.example.com', accountNumber: '0002' });
      expect((await listEdgeCnames(store.db, '0001', 3)).map(({ name }) => name)).toEqual(['z.example.com', 'a.example.com']);
    });

    it('refuses a name that any customer has on any platform', async () => {
      await createEdgeCname(store.db, newEdgeCname);
      expect(await createEdgeCname(store.db, { ...newEdgeCname, accountNumber: '0002', mediaTypeId: 14 })).toBe('taken');
    });

    it("refuses an origin that is not there, another customer's or another platform's", async () => {
      const foreign = found(await createOrigin(store.db, { ...newOrigin, accountNumber: '0002' }));
      const small = found(await createOrigin(store.db, { ...newOrigin, mediaTypeId: 8 }));
      for (const originId of [foreign.id, small.id, 999_999_999_999_999]) {
        expect(await createEdgeCname(store.db, { ...newEdgeCname, originId })).toBe('no origin');
      }
      const cname = found(await createEdgeCname(store.db, newEdgeCname));
      expect(await updateEdgeCname(store.db, '0001', cname.id, { ...newEdgeCname, originId: foreign.id })).toBe('no origin');
      expect(await findEdgeCname(store.db, '0001', cname.id)).toEqual(cname);
    });

    it('replaces the whole configuration and nothing else', async () => {
      const origin = found(await createOrigin(store.db, newOrigin));
      const cname = found(await createEdgeCname(store.db, newEdgeCname));
      const configuration = { name: 'new.example.com', dirPath: 'a/b', originId: origin.id, enableCustomReports: false };
      const foreign = { id: 99, accountNumber: '0002', mediaTypeId: 14 };
      const updated = found(await updateEdgeCname(store.db, '0001', cname.id, { ...foreign, ...configuration }));
      expect(updated).toEqual({ ...cname, ...configuration, updatedAt: expect.any(String) });
      expect(await findEdgeCname(store.db, '0001', cname.id)).toEqual(updated);
    });

    it("refuses another edge CNAME's name on update", async () => {
      await createEdgeCname(store.db, { ...newEdgeCname, accountNumber: '0002' });
      const cname = found(await createEdgeCname(store.db, { ...newEdgeCname, name: 'mine.example.com' }));
      expect(await updateEdgeCname(store.db, '0001', cname.id, newEdgeCname)).toBe('taken');
    });

    it('tells which ids are edge CNAMEs of the customer', async () => {
      const own = found(await createEdgeCname(store.db, newEdgeCname)).id;
      const foreign = found(await createEdgeCname(store.db, { ...newEdgeCname, accountNumber: '0002', name: 'other.example.com' })).id;
      expect(await existingEdgeCnames(store.db, '0001', [999, foreign, own])).toEqual(new Set([own]));
      expect(await existingEdgeCnames(store.db, '0001', [])).toEqual(new Set());
    });

    it('frees the name of a deleted edge CNAME', async () => {
      const cname = found(await createEdgeCname(store.db, newEdgeCname));
      expect(await deleteEdgeCname(store.db, '0001', cname.id)).toBe(true);
      expect(await findEdgeCname(store.db, '0001', cname.id)).toBeNull();
      expect(await deleteEdgeCname(store.db, '0001', cname.id)).toBe(false);
      found(await createEdgeCname(store.db, { ...newEdgeCname, accountNumber: '0002' }));
    });

    it("are out of another customer's reach", async () => {
      const cname = found(await createEdgeCname(store.db, newEdgeCname));
      expect(await findEdgeCname(store.db, '0002', cname.id)).toBeNull();
      expect(await findEdgeCnameByName(store.db, '0002', cname.name)).toBeNull();
      expect(await updateEdgeCname(store.db, '0002', cname.id, { ...newEdgeCname, dirPath: 'evil' })).toBeNull();
      expect(await deleteEdgeCname(store.db, '0002', cname.id)).toBe(false);
      expect(await findEdgeCname(store.db, '0001', cname.id)).toEqual(cname);
    });
  });
