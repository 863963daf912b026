import { badUserInput } from '@edgegraph/schema/errors.ts';
import { parse, toSeconds } from 'iso8601-duration';

/** The graph's input TimeRange, in whichever subgraph. */
interface TimeRange {
  readonly from?: Date | null;
  readonly to?: Date | null;
  readonly last?: string | null;
}

/** The moments that a range stands for, half-open. Throws BAD_USER_INPUT when it is incomplete, double or reversed. */
export function toBounds({ from, to, last }: TimeRange, now: Date): { readonly from: Date; readonly to: Date } {
  if (last != null) {
    if (from || to) refuse('range.last', 'stands alone: leave out range.from and range.to, or range.last.');
    const start = new Date(now.getTime() - secondsOf(last) * 1000);
    if (!(start < now)) refuse('range.last', 'must be a length of time in whole units, such as "P7D" or "PT6H".');
    return { from: start, to: now };
  }
  if (!from) refuse('range.from', 'is missing: give range.from and range.to, or range.last such as "P7D".');
  if (from.getTime() >= (to ?? now).getTime()) refuse('range.to', 'must be later than range.from.');
  return { from, to: to ?? now };
}

/** NaN for a length that is negative or in parts of a unit, which Duration lets through. */
const secondsOf = (last: string): number => (/^P[\dYMWDTHS]+$/.test(last) ? toSeconds(parse(last)) : Number.NaN);

function refuse(path: string, message: string): never {
  throw badUserInput(`${path} ${message}`, [{ path, message }]);
}
