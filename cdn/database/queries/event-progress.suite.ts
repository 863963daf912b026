import { describe, expect, it } from 'vitest';
import { listWatermarks, writeWatermarks } from './edge-watermarks.ts';
import { retireEdge } from './edges.ts';
import { findSourcePosition, recordSourcePosition } from './event-sources.ts';
import { addEdge, freshDatabase, type OpenDatabase } from './fresh-database.fixture.ts';

export const eventProgressSuite = (open: OpenDatabase) =>
  describe('the progress of events', () => {
    const store = freshDatabase(open);

    it('of an edge is when it joined, then what was written last, and of none that is retired', async () => {
      const before = Date.now();
      await addEdge(store.db, 'edge-1');
      await addEdge(store.db, 'edge-2');
      const [joined] = await listWatermarks(store.db);
      expect(joined?.completeUntil).toBeGreaterThanOrEqual(before);
      await writeWatermarks(store.db, [{ edge: 'edge-2', completeUntil: 5 }, { edge: 'edge-1', completeUntil: 7 }, { edge: 'unknown', completeUntil: 1 }]);
      await writeWatermarks(store.db, [{ edge: 'edge-1', completeUntil: 6 }]);
      const written = async () => (await listWatermarks(store.db)).toSorted((one, other) => one.edge.localeCompare(other.edge));
      expect(await written()).toEqual([{ edge: 'edge-1', completeUntil: 6 }, { edge: 'edge-2', completeUntil: 5 }]);
      await retireEdge(store.db, 'edge-2');
      expect(await written()).toEqual([{ edge: 'edge-1', completeUntil: 6 }]);
    });

    it('of a source is 0, then what was recorded last', async () => {
      expect(await findSourcePosition(store.db, 'here')).toBe(0);
      await recordSourcePosition(store.db, 'here', 3_000_000_000);
      await recordSourcePosition(store.db, 'there', 1);
      await recordSourcePosition(store.db, 'here', 3_000_000_001);
      expect(await findSourcePosition(store.db, 'here')).toBe(3_000_000_001);
    });
  });
