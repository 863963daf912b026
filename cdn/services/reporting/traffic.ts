import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import { beyond, moreThan, reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import { dimensions } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { Metrics, trafficRoutes } from '@edgegraph/rest/reporting/traffic.ts';
import type { ParsedInputOf } from '@edgegraph/rest/route.ts';
import type { Problem } from '@edgegraph/schema/errors.ts';
import { TooManyGroups } from '../../analytics/traffic/ask.ts';
import type { GroupKey, TrafficGroupsQuery, TrafficMetrics, TrafficScope } from '../../analytics/traffic/query.ts';
import { type RowsQuery, readsContent } from '../../analytics/traffic/rows.ts';
import { minuteText, momentText } from '../date-text.ts';
import { checkKept, retentionLimits } from './kept-range.ts';
import { checkNames } from './known-values.ts';
import { chunks } from './range.ts';
import type { ReportingSources } from './sources.ts';
import { boundariesOf } from './traffic-range.ts';

/** The traffic query. */
export const trafficHandlers = ({ db, analytics, completeUntil, retentionOf, clock }: ReportingSources): Handlers<typeof trafficRoutes> => {
  /** Throws 400 for names that the customer doesn't know, and for a range that isn't kept. */
  const check = async (query: RowsQuery, boundaries: readonly number[] = []): Promise<void> => {
    const { accountNumber, filter, from } = query;
    if (filter) await checkNames(db, analytics, accountNumber, filter);
    const name = readsContent(query) ? 'ContentRetentionDays' : 'CoreRetentionDays';
    checkKept(Math.min(from, ...boundaries.slice(0, 1)), name, await retentionOf(accountNumber), clock());
  };

  return {
    getTraffic: async (input, { accountNumber }) => {
      const scope = scopeOf(input, accountNumber);
      const boundaries = boundariesOf(input, scope.subjects?.ids.length ?? 1);
      await check({ ...scope, by: [] }, boundaries);
      const CompleteUntil = momentText(await completeUntil());
      // With a series, the total is of its intervals.
      const range = boundaries && { from: boundaries.at(0) ?? scope.from, to: boundaries.at(-1) ?? scope.to, boundaries };
      const reports = await refusingTooMany(analytics.traffic({ ...scope, ...range }), 'bandwidth');
      return reports.map(({ id, total, series }) => ({ CompleteUntil, Data: toData(series, boundaries), Id: id, Total: toMetrics(total) }));
    },

    getTrafficGroups: async (input, { accountNumber }) => {
      const scope = scopeOf(input, accountNumber);
      const which = groupsOf(input);
      const most = (scope.subjects?.ids.length ?? 1) * ('keys' in which ? which.keys.length : which.first);
      if (most > reportLimits.AnswerGroups.value) throw badRequest([{ path: 'first', message: beyond('AnswerGroups', most, 'ask for fewer ids or groups') }]);
      const boundaries = boundariesOf(input, most);
      await check({ ...scope, by: input.groupby }, boundaries);
      const CompleteUntil = momentText(await completeUntil());
      const query = { ...scope, by: input.groupby, which, others: input.other !== 0, boundaries };
      const reports = await refusingTooMany(analytics.trafficGroups(query), 'groupby');
      return reports.map(({ id, groups, others }) => ({
        CompleteUntil,
        GroupCount: others && others.count,
        Groups: groups.map(({ key, total, series }) => ({ Data: toData(series, boundaries), Key: key, Total: toMetrics(total) })),
        Id: id,
        Other: others?.total ? toMetrics(others.total) : null,
      }));
    },

    getReportLimits: async (_input, { accountNumber }) => {
      const kept = await retentionOf(accountNumber);
      const retained = Object.entries(retentionLimits).flatMap(([Name, { days, description }]) => {
        const value = days(kept);
        return value === null ? [] : [{ Description: description, Name, Unit: 'days', Value: BigInt(value) }];
      });
      const bounds = Object.entries(reportLimits).map(([Name, { value, unit, description }]) => ({ Description: description, Name, Unit: unit, Value: BigInt(value) }));
      return [...bounds, ...retained];
    },
  };
};

type Asked<Name extends keyof typeof trafficRoutes> = ParsedInputOf<(typeof trafficRoutes)[Name]>;

function scopeOf({ filter, cnameids, originids, percentiles = [], bandwidth, ...dates }: Asked<'getTraffic' | 'getTrafficGroups'>, accountNumber: string) {
  if (cnameids && originids) throw badRequest([{ path: 'originids', message: 'and cnameids exclude each other; give one of them.' }]);
  const subjects: TrafficScope['subjects'] = cnameids ? { by: 'cname', ids: cnameids } : originids && { by: 'origin', ids: originids };
  return { accountNumber, ...chunks(dates, 'fiveMinutes'), filter, subjects, percentiles: [...new Set(percentiles)], bandwidth: bandwidth === 1 };
}

/** A page of the groups, or those of the keys. Throws 400 for both at once, and for keys that are not of the grouping. */
function groupsOf({ groupby, orderby, first, offset, keys }: Asked<'getTrafficGroups'>): TrafficGroupsQuery['which'] {
  if (!keys) return { ...(orderby ?? { orderBy: 'requests', descending: true }), first: first ?? 10, offset: offset ?? 0 };
  const problems: Problem[] = Object.entries({ orderby, first, offset })
    .filter(([, value]) => value !== undefined)
    .map(([path]) => ({ path, message: 'and keys exclude each other; give one of them.' }));
  const read = keys.map((key, index) => {
    if (key.length !== groupby.length) problems.push({ path: `keys.${index}`, message: `must have a value for each of ${groupby.join(', ')}.` });
    return groupby.flatMap((dimension, place): GroupKey => {
      const value = dimensions[dimension].value.safeParse(key[place]);
      if (value.success) return [value.data];
      problems.push(...value.error.issues.map(({ message }) => ({ path: `keys.${index}.${place}`, message })));
      return [];
    });
  });
  if (problems.length > 0) throw badRequest(problems);
  return { keys: read };
}

/** Waits for a report; one of too many groups is refused at the member that asks for them. */
async function refusingTooMany<Report>(report: Promise<Report>, path: string): Promise<Report> {
  try {
    return await report;
  } catch (error) {
    if (!(error instanceof TooManyGroups)) throw error;
    throw badRequest([{ path, message: moreThan('CountedGroups', 'filter, ask for a shorter range, or group by fewer dimensions') }]);
  }
}

const toData = (series: readonly TrafficMetrics[] | null, boundaries: readonly number[] = []) =>
  series &&
  series.map((metrics, index) => {
    const [from = 0, to = 0] = boundaries.slice(index, index + 2); // a point for each interval
    return { DateTimeSlice: minuteText(from), From: momentText(from), To: momentText(to), ...toMetrics(metrics) };
  });

const toMetrics = ({ requests, bytes, originBytes, hits, errors, bitsPerSecondP95, timeToFirstByteMs }: TrafficMetrics): Metrics => ({
  BitsPerSecondP95: bitsPerSecondP95,
  Bytes: bytes,
  Errors: errors,
  Hits: hits,
  Misses: requests - hits,
  OriginBytes: originBytes,
  Requests: requests,
  TimeToFirstByteMs: timeToFirstByteMs && Object.fromEntries(timeToFirstByteMs),
});
