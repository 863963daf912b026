import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findEdge, forgetSessions, isKnownSession, listEdges, retireEdges, seeEdge } from './edges.ts';
import { appendEntry, isAwaited, listAcknowledgements } from './fleet-journal.ts';
import { addEdge, freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';

export const edgesSuite = (open: OpenDatabase) =>
  describe('edges', () => {
    const store = freshDatabase(open);
    const append = (kind: 'purge' | 'load') => appendEntry(store.db, { kind, accountNumber: '0001', content: [] });
    const retire = () => retireEdges(store.db, '9999');

    it('join with nothing stored, and are members from then on', async () => {
      const session = randomUUID();
      expect(await isKnownSession(store.db, session)).toBe(false);
      expect(await addEdge(store.db, 'edge-1', { session })).toEqual({ cursor: 0, settled: [] });
      expect(await isKnownSession(store.db, session)).toBe(true);
      expect(await listEdges(store.db)).toMatchObject([{ name: 'edge-1', pop: 'LAX', session, cursor: 0, retiredAt: null }]);
    });

    it('that nobody knows have to drop what they hold', async () => {
      const session = randomUUID();
      expect(await addEdge(store.db, 'edge-1', { cursor: 17, session })).toBe('reset');
      expect(await isKnownSession(store.db, session)).toBe(false);
      expect(await findEdge(store.db, 'edge-1')).toBeNull();
    });

    it('that hold nothing stored have purged what they were to purge, but not loaded', async () => {
      await addEdge(store.db, 'edge-1');
      const [purge, load] = [await append('purge'), await append('load')];
      expect(await addEdge(store.db, 'edge-1')).toEqual({ cursor: 0, settled: [purge] });
      expect(await listAcknowledgements(store.db, purge)).toMatchObject([{ at: expect.any(String), objects: 0 }]);
      expect(await isAwaited(store.db, load)).toBe(true);
    });

    it('begin a session where they have acknowledged everything', async () => {
      await addEdge(store.db, 'edge-1');
      expect(await addEdge(store.db, 'edge-1', { cursor: 5 })).toEqual({ cursor: 5, settled: [] });
      const purge = await append('purge');
      expect(await addEdge(store.db, 'edge-1', { cursor: 5 })).toEqual({ cursor: purge - 1, settled: [] });
      expect(await findEdge(store.db, 'edge-1')).toMatchObject({ cursor: purge - 1 });
    });

    it('are seen in their latest session alone', async () => {
      const [older, newer] = [randomUUID(), randomUUID()];
      await addEdge(store.db, 'edge-1', { session: older });
      await addEdge(store.db, 'edge-1', { session: newer });
      expect(await seeEdge(store.db, { name: 'edge-1', session: older, cursor: 3 })).toBe(false);
      expect(await seeEdge(store.db, { name: 'edge-1', session: newer, cursor: 4 })).toBe(true);
      expect(await findEdge(store.db, 'edge-1')).toMatchObject({ cursor: 4, session: newer });
    });

    it('hold nothing up once they are retired, until they join anew', async () => {
      await addEdge(store.db, 'edge-1');
      const before = await append('purge');
      expect(await retireEdges(store.db, '2000')).toBe(0);
      expect(await retire()).toBe(1);
      expect(await isAwaited(store.db, before)).toBe(false);
      expect(await isAwaited(store.db, await append('purge'))).toBe(false);
      expect(await addEdge(store.db, 'edge-1', { cursor: 1 })).toBe('reset');
      expect(await addEdge(store.db, 'edge-1')).toEqual({ cursor: 0, settled: [before] });
      expect(await isAwaited(store.db, await append('purge'))).toBe(true);
    });

    it('keep the session that is theirs, and former ones for a time', async () => {
      const [former, latest] = [randomUUID(), randomUUID()];
      await addEdge(store.db, 'edge-1', { session: former });
      await addEdge(store.db, 'edge-1', { session: latest });
      await forgetSessions(store.db, '2000');
      expect(await isKnownSession(store.db, former)).toBe(true);
      await forgetSessions(store.db, '9999');
      expect([await isKnownSession(store.db, former), await isKnownSession(store.db, latest)]).toEqual([false, true]);
    });

    it('that are retired are not seen', async () => {
      const session = randomUUID();
      await addEdge(store.db, 'edge-1', { session });
      await retire();
      expect(await seeEdge(store.db, { name: 'edge-1', session, cursor: 1 })).toBe(false);
    });
  });
