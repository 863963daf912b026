import type { EventSink } from '../../analytics/store.ts';
import type { EventBatch } from '../protocol.ts';
import type { Watermark } from './watermark.ts';

/** `foreign`: an event is of a source that is not this edge's. `busy`: nothing was stored; send it again later. */
export type Intake = 'stored' | 'foreign' | 'busy';

/** Events that are stored at once, of all edges; more wait at their edges, which keep them. */
const eventsAtOnce = 50_000;

/** Takes edges' events to the store, a batch of each edge at a time: a source's events are appended one batch after the other. Then tells how far it has come. */
export function eventIntake(sink: Pick<EventSink, 'append'>, watermark: Pick<Watermark, 'told'>): (edge: string, batch: EventBatch) => Promise<Intake> {
  const storing = new Set<string>();
  let count = 0;
  return async (edge, { until, events }) => {
    if (events.some(({ source }) => !source.startsWith(`edge:${edge}:`))) return 'foreign';
    if (storing.has(edge) || (count > 0 && count + events.length > eventsAtOnce)) return 'busy';
    storing.add(edge);
    count += events.length;
    try {
      if (events.length > 0) await sink.append(events);
      if (until !== null) watermark.told(edge, until);
      return 'stored';
    } finally {
      storing.delete(edge);
      count -= events.length;
    }
  };
}
