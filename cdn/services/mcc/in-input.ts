import type { Problem } from '@edgegraph/schema/errors.ts';
import { type ConfigurationProblem, placeOf } from '../../configuration/problems.ts';

interface Input {
  /** The entry of the document that the input writes. */
  readonly entry: string;
  /** What the entry's members are called in the input. */
  readonly members: Readonly<Record<string, string>>;
  /** The member that has led to problems of other entries. */
  readonly otherwise: string;
}

/** Tells problems of a configuration at the members of the input that brought them. */
export const inInput =
  ({ entry, members, otherwise }: Input) =>
  (problem: ConfigurationProblem): Problem => {
    const { member, message } = problem;
    const name = problem.entry === entry ? members[String(member[0])] : undefined;
    if (name === undefined) return { path: otherwise, message: `${placeOf(problem)}: ${message}` };
    return { path: [name, ...member.filter((segment) => typeof segment === 'number')].join('.'), message };
  };
