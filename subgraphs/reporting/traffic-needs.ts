/** What an operation selects below a field of `Traffic`, so that what costs more is asked for only then, and with the first call. */
import { type SelectedField, selectedBelow } from '@edgegraph/permissions/selection.ts';
import { type GraphQLResolveInfo, getArgumentValues } from 'graphql';
import type { Bucket, TrafficGroupSeriesArgs, TrafficMetricsTimeToFirstByteMsArgs } from '../generated/reporting.ts';

/** The figures that are no sums, as far as they are selected. */
export interface MetricNeeds {
  /** Of the time to first byte, ascending, each once. */
  readonly percentiles: readonly number[];
  /** The 95th percentile of the bandwidth. */
  readonly bandwidth: boolean;
}

export const noNeeds: MetricNeeds = { percentiles: [], bandwidth: false };

/** Whether there is a percentile of that number. */
export const isPercentile = (percentile: number): boolean => percentile >= 1 && percentile <= 99;

/** The percentile that is meant; that of no argument is the median. */
export const percentileOf = ({ percentile }: TrafficMetricsTimeToFirstByteMsArgs): number => percentile ?? 50;

/** What is needed of any metrics below the field. */
export function metricNeeds(info: GraphQLResolveInfo): MetricNeeds {
  const selected = fieldsOf('TrafficMetrics', info);
  const percentiles = selected
    .filter(({ field }) => field.name === 'timeToFirstByteMs')
    .map((each) => percentileOf(argumentsOf<TrafficMetricsTimeToFirstByteMsArgs>(each, info)))
    .filter(isPercentile);
  return { percentiles: inOrder(percentiles), bandwidth: selected.some(({ field }) => field.name === 'bitsPerSecondP95') };
}

/** What is needed by one or the other. */
export const joinNeeds = (all: readonly MetricNeeds[]): MetricNeeds => ({
  percentiles: inOrder(all.flatMap(({ percentiles }) => percentiles)),
  bandwidth: all.some(({ bandwidth }) => bandwidth),
});

/** The first interval of the series that is selected of the groups below the field. */
export function groupInterval(info: GraphQLResolveInfo): Bucket | undefined {
  const series = fieldsOf('TrafficGroup', info).find(({ field }) => field.name === 'series');
  return series && argumentsOf<TrafficGroupSeriesArgs>(series, info).every;
}

/** Whether more is selected of the groups below the field than those on its page, which costs reading them all. */
export const selectsAllGroups = (info: GraphQLResolveInfo): boolean =>
  fieldsOf('TrafficGroups', info).some(({ field }) => field.name !== 'nodes');

/** What is selected of a type below the field, but not of other reports that lie below it. */
const fieldsOf = (typeName: string, info: GraphQLResolveInfo): SelectedField[] =>
  [...selectedBelow(info)].filter((selected) => selected.type.name === typeName && !isBelowReport(selected));

const isBelowReport = ({ type, parent }: SelectedField): boolean => type.name === 'Traffic' || (parent !== null && isBelowReport(parent));

/** The arguments of a selected field, coerced by the type that its own are generated from. */
const argumentsOf = <Arguments>({ field, node }: SelectedField, { variableValues }: GraphQLResolveInfo): Arguments =>
  getArgumentValues(field, node, variableValues) as Arguments;

const inOrder = (percentiles: readonly number[]): number[] => [...new Set(percentiles)].toSorted((a, b) => a - b);
