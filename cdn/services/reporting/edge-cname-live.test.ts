import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { describe, expect, it } from 'vitest';
import { event, noon } from '../../analytics/event.fixture.ts';
import { LiveCounters } from '../../analytics/live/counters.ts';
import { openInMemory } from '../../database/in-memory.fixture.ts';
import { createEdgeCname } from '../../database/queries/edge-cnames.ts';
import { found, freshDatabase, newEdgeCname } from '../../database/queries/fresh-database.fixture.ts';
import { edgeCnameLiveHandlers } from './edge-cname-live.ts';
import { reportingSources } from './sources.fixture.ts';

describe('live figures by POP', () => {
  const store = freshDatabase(openInMemory);

  it('are of each POP that served any in the last second, and of all together', async () => {
    const { id: cnameId, name } = found(await createEdgeCname(store.db, newEdgeCname));
    const live = new LiveCounters({ now: () => noon + 1000, completeUntil: async () => noon + 1000 });
    live.record(['LAX', 'LAX', 'FRA', ''].map((pop) => event({ cnameId, pop, bytes: 10 })));
    const handlers = edgeCnameLiveHandlers(reportingSources({ db: store.db, live }));
    const { CNames, POPs } = await handlers.getLiveByPopNow({ platform: 'cache', cname: undefined }, { accountNumber: '0001' } as Viewer);
    expect(CNames).toMatchObject([{ Name: name, Bandwidth: 320, Connections: 4 }]);
    expect(POPs).toMatchObject([
      { POPCode: 'FRA', CNames: [{ Connections: 1 }] },
      { POPCode: 'LAX', CNames: [{ Name: name, Bandwidth: 160, Connections: 2 }] },
    ]);
  });
});
