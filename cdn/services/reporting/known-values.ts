import { badRequest } from '@edgegraph/rest/error.ts';
import { type TrafficFilter, conditionsIn } from '@edgegraph/rest/reporting/traffic-filter.ts';
import type { Problem } from '@edgegraph/schema/errors.ts';
import { latestTime } from '../../analytics/event.ts';
import type { AnalyticsStore } from '../../analytics/store.ts';
import { existingEdgeCnames } from '../../database/queries/edge-cnames.ts';
import { existingOrigins } from '../../database/queries/origins.ts';
import type { Database } from '../../database/tables.ts';
import { popByCode, pops } from '../../network/pops.ts';

/** A value of a filter, with its place such as `filter.And.0.In.1`. */
interface Named<Value> {
  readonly path: string;
  readonly value: Value;
}

/** The kinds of subject, by the dimension that holds their ids. */
const subjects = {
  cname: { what: 'edge CNAME', existing: existingEdgeCnames },
  origin: { what: 'customer origin', existing: existingOrigins },
} as const;

/**
 * Throws 400 when the filter names a POP that there is not, or an edge CNAME or origin that is not this customer's: one that it neither has nor had requests for.
 * Another customer's is like one that does not exist.
 */
export async function checkNames(db: Database, analytics: AnalyticsStore, accountNumber: string, filter: TrafficFilter): Promise<void> {
  const named = conditionsIn(filter).flatMap(({ condition, path }) =>
    condition.test === 'In' || condition.test === 'NotIn'
      ? condition.values.map((value, index) => ({ dimension: condition.dimension, value, path: `${path}.${condition.test}.${index}` }))
      : [],
  );
  const problems: Problem[] = named
    .filter(({ dimension, value }) => dimension === 'pop' && value !== '' && !popByCode(String(value)))
    .map(({ value, path }) => ({ path, message: `${value} is no POP; there are ${pops.map(({ code }) => code).join(', ')}.` }));
  for (const dimension of ['cname', 'origin'] as const) {
    const ids = named.filter((each) => each.dimension === dimension).map(({ value, path }) => ({ value: Number(value), path }));
    for (const { value, path } of await unknown(db, analytics, accountNumber, dimension, ids)) {
      problems.push({ path, message: `There is no ${subjects[dimension].what} ${value}.` });
    }
  }
  if (problems.length > 0) throw badRequest(problems);
}

async function unknown(
  db: Database,
  analytics: AnalyticsStore,
  accountNumber: string,
  dimension: 'cname' | 'origin',
  named: readonly Named<number>[],
): Promise<readonly Named<number>[]> {
  const ids = [...new Set(named.map(({ value }) => value))].filter((id) => id !== 0);
  if (ids.length === 0) return [];
  const existing = await subjects[dimension].existing(db, accountNumber, ids);
  const missing = ids.filter((id) => !existing.has(id));
  if (missing.length === 0) return [];
  // What was deleted has its past still.
  const past = await analytics.traffic({ accountNumber, from: 0, to: latestTime, subjects: { by: dimension, ids: missing } });
  const never = new Set(past.filter(({ total }) => total.requests === 0n).map(({ id }) => id));
  return named.filter(({ value }) => never.has(value));
}
