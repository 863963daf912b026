/** What was delivered: sums, series and groups of the requests that a filter picks. */
import type { TrafficGroup } from '@edgegraph/rest/reporting/traffic.ts';
import { badUserInput, serviceUnavailable } from '@edgegraph/schema/errors.ts';
import { atArguments } from '../errors.ts';
import type { Bucket, CustomerTrafficArgs, Resolvers } from '../generated/reporting.ts';
import type { Context } from './loaders.ts';
import { type Window, intervalWord, toWindow, windowBefore } from './range.ts';
import { toPage, toPageInput } from './traffic-groups.ts';
import { toRestFilter } from './traffic-filter.ts';
import type { Subject, TrafficQuestion } from './traffic-loaders.ts';
import { toMetrics, toPoints } from './traffic-metrics.ts';
import { groupInterval, metricNeeds, noNeeds, selectsAllGroups } from './traffic-needs.ts';

/** A traffic report before its figures are read. */
export interface TrafficModel {
  readonly range: { readonly from: Date; readonly to: Date };
  readonly subject: Subject;
  /** What all calls for its figures have in common. */
  readonly input: TrafficQuestion['input'];
  /** Where the members of a call come from in the field's arguments. */
  readonly members: Readonly<Record<string, string>>;
  readonly previous: () => TrafficModel;
}

export const traffic = {
  Customer: {
    traffic: (_customer, args) => trafficOf({ kind: 'customer', id: '' }, args),
    reportLimits: async (_customer, _args, { rest, caller }) =>
      (await rest.reporting.getReportLimits({}, caller)).map(({ Name, Value, Unit, Description }) => ({ name: Name, value: Value, unit: Unit, description: Description })),
  },
  EdgeCname: { traffic: ({ id }, args) => trafficOf({ kind: 'edgeCname', id: String(id) }, args) },
  CustomerOrigin: { traffic: ({ id }, args) => trafficOf({ kind: 'origin', id: String(id) }, args) },
  Traffic: {
    completeUntil: async ({ subject, input, members }, _args, { loaders }) =>
      new Date((await atArguments(loaders.traffic.load({ subject, input, needs: noNeeds }), members)).CompleteUntil),
    total: async ({ subject, input, members }, _args, { loaders }, info) =>
      toMetrics((await atArguments(loaders.traffic.load({ subject, input, needs: metricNeeds(info) }), members)).Total),
    series: async ({ subject, input, members }, { every }, { loaders }, info) => {
      const question = { subject, input: { ...input, interval: intervalWord[every] }, needs: metricNeeds(info) };
      return toPoints(await atArguments(loaders.traffic.load(question), members));
    },
    groups: async ({ subject, input, members }, args, { loaders }, info) => {
      const page = toPageInput(args);
      const needs = metricNeeds(info);
      const common = { ...input, ...page, other: selectsAllGroups(info) ? 1 : 0 };
      const ask = (every?: Bucket) => {
        const question = { subject, input: { ...common, ...(every ? { interval: intervalWord[every] } : {}) }, needs };
        return atArguments(loaders.trafficGroups.load(question), { ...members, ...groupMembers });
      };
      // The groups come with their series; those of a second interval come with the same page once more.
      const seriesOf = async ({ Key }: TrafficGroup, every: Bucket) => {
        const { Groups } = await ask(every);
        const found = Groups.find((group) => JSON.stringify(group.Key) === JSON.stringify(Key));
        if (!found) throw serviceUnavailable('reporting', new Error('The groups of the page have changed between two calls.'));
        return toPoints(found);
      };
      return toPage(await ask(groupInterval(info)), args, Number(page.offset), seriesOf);
    },
  },
  TrafficKey: {
    edgeCname: ({ edgeCnameId }) => (edgeCnameId == null ? null : { id: edgeCnameId }),
    origin: ({ originId }) => (originId == null ? null : { id: originId }),
  },
} satisfies Resolvers<Context>;

function trafficOf(subject: Subject, { range, filter, timeZone }: CustomerTrafficArgs): TrafficModel {
  const window = toWindow(range, 'FIVE_MINUTES', new Date());
  const { filter: tree, members } = toRestFilter(filter);
  const common = { timezone: timeZone ?? 'UTC', ...(tree === undefined ? {} : { filter: tree }) };

  const over = ({ from, to, begindate, enddate }: Window, previous: TrafficModel['previous']): TrafficModel => ({
    range: { from, to },
    subject,
    input: { begindate, enddate, ...common },
    members: { ...trafficMembers, ...members },
    previous,
  });
  return over(window, () => over(windowBefore(window), refusePrevious));
}

function refusePrevious(): never {
  const message = 'reaches back once; for an earlier period ask traffic for its range.';
  throw badUserInput(`previous ${message}`, [{ path: 'previous', message }]);
}

/** Where the members of a call for figures come from in the arguments of the fields that lead to them. */
const trafficMembers = {
  begindate: 'range.from',
  enddate: 'range.to',
  timezone: 'timeZone',
  interval: 'every',
  percentiles: 'timeToFirstByteMs.percentile',
};

/** Where those come from that are a page's own. */
const groupMembers = { groupby: 'by', orderby: 'orderBy', first: 'first', offset: 'after', interval: 'nodes.series.every' };
