import type { Call, Caller } from '@edgegraph/rest/client.ts';
import type { InputOf, OutputOf, Route } from '@edgegraph/rest/route.ts';
import { services } from '@edgegraph/rest/services.ts';

/** How one route answers. */
export interface RouteAnswer {
  readonly route: Route;
  readonly give: (input: Readonly<Record<string, unknown>>) => unknown;
}

/** The route answers with what `give` makes of its input, or refuses with what `give` throws. */
export const answering = <R extends Route>(route: R, give: (input: InputOf<R>) => OutputOf<R>): RouteAnswer => ({
  route,
  // The binding calls it with inputs of this route alone.
  give: (input) => give(input as InputOf<R>),
});

/** A binding of the contract that answers from a table and writes down each call as its route's name and input. */
export function servicesOf(...answers: readonly RouteAnswer[]): { call: Call; calls: [string, unknown][] } {
  const calls: [string, unknown][] = [];
  const call: Call = async (route, input) => {
    calls.push([nameOf(route), input]);
    const answer = answers.find((each) => each.route === route);
    if (!answer) throw new Error(`The test has no answer for ${nameOf(route)}.`);
    return answer.give(input);
  };
  return { call, calls };
}

const nameOf = (route: Route): string =>
  Object.entries(services[route.service]).find(([, each]) => each === route)?.[0] ?? route.path;

export const caller: Caller = { token: 'token', accountNumber: '0001' };
