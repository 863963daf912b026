import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { InputOf } from '@edgegraph/rest/route.ts';
import type { TrafficGroups, TrafficReport, trafficRoutes } from '@edgegraph/rest/reporting/traffic.ts';
import DataLoader from 'dataloader';
import { type MetricNeeds, joinNeeds } from './traffic-needs.ts';

/** What a traffic report is about: the whole customer, an edge CNAME or an origin. */
export interface Subject {
  readonly kind: 'customer' | 'edgeCname' | 'origin';
  /** Empty for the customer. */
  readonly id: string;
}

/** The members of a route's query that are told by the question's other members. */
type Told = 'cnameids' | 'originids' | 'percentiles' | 'bandwidth';

/** What is asked about one subject. */
export interface Question<Input> {
  readonly subject: Subject;
  readonly needs: MetricNeeds;
  readonly input: Input;
}

export type TrafficQuestion = Question<Omit<InputOf<typeof trafficRoutes.getTraffic>, Told>>;

export type TrafficGroupsQuestion = Question<Omit<InputOf<typeof trafficRoutes.getTrafficGroups>, Told>>;

/** Traffic reports: questions that differ in nothing but the CNAME or origin, and in what figures they need, are one call of at most 1,000. */
export const createTrafficLoaders = ({ reporting }: RestClient, caller: Caller) => ({
  traffic: together<TrafficQuestion, TrafficReport>((input) => reporting.getTraffic(input, caller)),
  trafficGroups: together<TrafficGroupsQuestion, TrafficGroups>((input) => reporting.getTrafficGroups(input, caller)),
});

/** `ask` is answered with one report per id, in their order, or with one in all where it has none. */
function together<Asked extends Question<object>, Report extends object>(ask: (input: Asked['input'] & Pick<InputOf<typeof trafficRoutes.getTraffic>, Told>) => Promise<readonly Report[]>) {
  const read = async (questions: readonly [Asked, ...Asked[]]): Promise<Map<string, Report>> => {
    const [{ subject, input }] = questions;
    const ids = [...new Set(questions.map((question) => question.subject.id))];
    const { percentiles, bandwidth } = joinNeeds(questions.map(({ needs }) => needs));
    const reports = await ask({
      ...input,
      ...(subject.kind === 'edgeCname' ? { cnameids: ids } : {}),
      ...(subject.kind === 'origin' ? { originids: ids } : {}),
      ...(percentiles.length > 0 ? { percentiles: [...percentiles] } : {}),
      ...(bandwidth ? { bandwidth: 1 } : {}),
    });
    return new Map(ids.flatMap((id, index) => {
      const report = reports[index];
      return report ? [[id, report]] : [];
    }));
  };

  return new DataLoader<Asked, Report, string>(
    async (questions) => {
      // A group has at least the question that made it.
      const calls = [...Map.groupBy(questions, sharedOf)] as [string, [Asked, ...Asked[]]][];
      const answers = new Map(await Promise.all(calls.map(async ([shared, asked]) => [shared, await read(asked)] as const)));
      return questions.map((question) => answers.get(sharedOf(question))?.get(question.subject.id) ?? new Error('The reporting service left out a report.'));
    },
    { cacheKeyFn: (question) => `${sharedOf(question)} ${question.subject.id} ${JSON.stringify(question.needs)}`, maxBatchSize: 1000 },
  );
}

/** What questions have in common that are asked with one call. */
const sharedOf = ({ subject, input }: Question<object>): string => `${subject.kind} ${JSON.stringify(input)}`;
