import { describe, expect, it } from 'vitest';
import { createEdgeCname, deleteEdgeCname } from './edge-cnames.ts';
import { found, freshDatabase, newEdgeCname, newOrigin, type OpenDatabase } from './fresh-database.fixture.ts';
import { createOrigin, deleteOrigin, existingOrigins, findOrigin, listOrigins, touchOrigin, updateOrigin } from './origins.ts';

export const originsSuite = (open: OpenDatabase) =>
  describe('customer origins', () => {
    const store = freshDatabase(open);

    it('finds an origin as it was created', async () => {
      const origin = found(await createOrigin(store.db, newOrigin));
      const given = { id: expect.any(Number), createdAt: expect.any(String), updatedAt: origin.createdAt };
      expect(origin).toEqual({ ...newOrigin, ...given });
      expect(await findOrigin(store.db, '0001', origin.id)).toEqual(origin);
    });

    it("lists a customer's own origins of one platform in the order of their creation", async () => {
      for (const directoryName of ['zebra', 'apple']) await createOrigin(store.db, { ...newOrigin, directoryName });
      await createOrigin(store.db, { ...newOrigin, mediaTypeId: 8 });
      await createOrigin(store.db, { ...newOrigin, accountNumber: '0002' });
      expect((await listOrigins(store.db, '0001', 3)).map(({ directoryName }) => directoryName)).toEqual(['zebra', 'apple']);
    });

    it('tells which ids are origins of the customer', async () => {
      const own = found(await createOrigin(store.db, newOrigin)).id;
      const foreign = found(await createOrigin(store.db, { ...newOrigin, accountNumber: '0002' })).id;
      expect(await existingOrigins(store.db, '0001', [999, foreign, own])).toEqual(new Set([own]));
      expect(await existingOrigins(store.db, '0001', [])).toEqual(new Set());
    });

    it('marks an origin of that platform as updated and leaves all else', async () => {
      const origin = found(await createOrigin(store.db, newOrigin));
      await store.db.updateTable('origins').set({ updatedAt: '2000-01-01T00:00:00.000Z' }).execute();
      expect(await touchOrigin(store.db, '0001', origin.id, 14)).toBe(false);
      expect(await touchOrigin(store.db, '0002', origin.id, 3)).toBe(false);
      expect((await findOrigin(store.db, '0001', origin.id))?.updatedAt).toBe('2000-01-01T00:00:00.000Z');
      expect(await touchOrigin(store.db, '0001', origin.id, 3)).toBe(true);
      const touched = await findOrigin(store.db, '0001', origin.id);
      expect(touched).toEqual({ ...origin, updatedAt: expect.any(String) });
      expect(touched?.updatedAt).not.toBe('2000-01-01T00:00:00.000Z');
    });

    it('refuses a directory that the customer has on the platform already', async () => {
      await createOrigin(store.db, newOrigin);
      expect(await createOrigin(store.db, newOrigin)).toBe('taken');
      found(await createOrigin(store.db, { ...newOrigin, mediaTypeId: 14 }));
      found(await createOrigin(store.db, { ...newOrigin, accountNumber: '0002' }));
    });

    it('replaces the whole configuration and nothing else', async () => {
      const origin = found(await createOrigin(store.db, newOrigin));
      const configuration = {
        directoryName: 'pictures',
        hostHeader: '',
        httpHostnames: [],
        httpLoadBalancing: null,
        httpsHostnames: ['https://one.example.com:443'],
        httpsLoadBalancing: 'RR' as const,
        networkConfiguration: 5,
        shieldPops: [],
        followRedirects: false,
        validationUrl: 'https://one.example.com/check',
      };
      const foreign = { id: 99, accountNumber: '0002', mediaTypeId: 14 };
      const updated = found(await updateOrigin(store.db, '0001', origin.id, { ...foreign, ...configuration }));
      expect(updated).toEqual({ ...origin, ...configuration, updatedAt: expect.any(String) });
      expect(await findOrigin(store.db, '0001', origin.id)).toEqual(updated);
    });

    it("refuses another origin's directory on update", async () => {
      await createOrigin(store.db, newOrigin);
      const other = found(await createOrigin(store.db, { ...newOrigin, directoryName: 'videos' }));
      expect(await updateOrigin(store.db, '0001', other.id, newOrigin)).toBe('taken');
      expect(await findOrigin(store.db, '0001', other.id)).toEqual(other);
    });

    describe('that an edge CNAME uses', () => {
      it('keep their directory while the rest changes', async () => {
        const origin = found(await createOrigin(store.db, newOrigin));
        await createEdgeCname(store.db, { ...newEdgeCname, originId: origin.id });
        expect(await updateOrigin(store.db, '0001', origin.id, { ...newOrigin, directoryName: 'other' })).toBe('in use');
        expect(await updateOrigin(store.db, '0001', origin.id, { ...newOrigin, hostHeader: 'new.example.com' })).toMatchObject({
          directoryName: 'images',
          hostHeader: 'new.example.com',
        });
      });

      it('are deleted only after it', async () => {
        const origin = found(await createOrigin(store.db, newOrigin));
        const cname = found(await createEdgeCname(store.db, { ...newEdgeCname, originId: origin.id }));
        expect(await deleteOrigin(store.db, '0001', origin.id)).toBe('in use');
        expect(await findOrigin(store.db, '0001', origin.id)).toEqual(origin);
        await deleteEdgeCname(store.db, '0001', cname.id);
        expect(await deleteOrigin(store.db, '0001', origin.id)).toBe(true);
        expect(await findOrigin(store.db, '0001', origin.id)).toBeNull();
      });
    });

    it('never get the id of one that was deleted', async () => {
      const first = found(await createOrigin(store.db, newOrigin));
      await deleteOrigin(store.db, '0001', first.id);
      expect(found(await createOrigin(store.db, newOrigin)).id).toBeGreaterThan(first.id);
    });

    it("are out of another customer's reach", async () => {
      const origin = found(await createOrigin(store.db, newOrigin));
      expect(await findOrigin(store.db, '0002', origin.id)).toBeNull();
      expect(await updateOrigin(store.db, '0002', origin.id, { ...newOrigin, hostHeader: 'evil.example.com' })).toBeNull();
      expect(await deleteOrigin(store.db, '0002', origin.id)).toBe(false);
      expect(await findOrigin(store.db, '0001', origin.id)).toEqual(origin);
    });
  });
