import { randomUUID } from 'node:crypto';
import type { RequestEvent } from '@edgegraph/cdn/analytics/event.ts';
import { event } from '@edgegraph/cdn/analytics/event.fixture.ts';

/** Events of a source of their own, at this time unless they say another; hits of 1,000 bytes of customer 0001 as far as nothing else is given. */
export function servedEvents(time: number, given: readonly Partial<RequestEvent>[]): RequestEvent[] {
  const source = randomUUID();
  return given.map((each, index) => event({ time, ...each, source, sequence: index + 1 }));
}
