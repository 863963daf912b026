import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { TrafficReport } from '@edgegraph/rest/reporting/traffic.ts';
import DataLoader from 'dataloader';
import type { SubgraphContext } from '../context.ts';
import type { Subject } from './translate.ts';

export type Context = SubgraphContext<ReturnType<typeof createLoaders>>;

/** One subject's report over one range, with a series if there is an `intervalid`. */
export interface TrafficKey {
  readonly subject: Subject;
  readonly begindate: string;
  readonly enddate: string;
  readonly intervalid?: 1 | 2 | 3;
}

export function createLoaders(rest: RestClient, caller: Caller) {
  /** Traffic reports: those that differ in nothing but the CNAME or origin are one call, of at most 1,000. */
  const traffic = new DataLoader<TrafficKey, TrafficReport, string>(
    async (keys) => {
      const groups = Map.groupBy(keys, groupOf);
      const reports = await Promise.all([...groups.values()].map((group) => read(group)));
      const byKey = new Map([...groups.values()].flat().map((key, index) => [keyOf(key), reports.flat()[index]]));
      return keys.map((key) => byKey.get(keyOf(key)) ?? new Error('The reporting service left out a report.'));
    },
    { cacheKeyFn: keyOf, maxBatchSize: 1000 },
  );

  const read = (group: readonly TrafficKey[]): Promise<readonly TrafficReport[]> => {
    const [{ subject, ...range }] = group as readonly [TrafficKey, ...TrafficKey[]];
    const ids = group.map((key) => key.subject.id);
    if (subject.kind === 'edgeCname') return rest.reporting.getTraffic({ ...range, cnameids: ids }, caller);
    if (subject.kind === 'origin') return rest.reporting.getTraffic({ ...range, originids: ids }, caller);
    return rest.reporting.getTraffic(range, caller);
  };

  return { traffic };
}

const groupOf = ({ subject, begindate, enddate, intervalid }: TrafficKey): string => `${subject.kind} ${begindate} ${enddate} ${intervalid ?? ''}`;

const keyOf = (key: TrafficKey): string => `${groupOf(key)} ${key.subject.id}`;
