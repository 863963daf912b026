import type { Problem } from '@edgegraph/schema/errors.ts';
import { Agent, type Dispatcher } from 'undici';
import { z } from 'zod';
import type { Call } from './client.ts';
import { RestError } from './error.ts';
import { parse } from './json.ts';
import { type Route, pathParameters } from './route.ts';

const failure = z.looseObject({
  Message: z.string(),
  Problems: z.array(z.object({ Path: z.string(), Message: z.string() })).optional(),
});

/** Calls the services over HTTP at `baseUrl`, such as `http://127.0.0.1:4000`; connections are kept alive. */
export function overHttp(baseUrl: string, { timeoutMs, dispatcher = new Agent() }: { timeoutMs: number; dispatcher?: Dispatcher }): Call {
  return async (route, input, { token, accountNumber, address, signal }) => {
    const body = input.body === undefined ? undefined : JSON.stringify(input.body);
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      const answer = await dispatcher.request({
        origin: new URL(baseUrl).origin,
        path: target(route, input, accountNumber),
        method: route.method,
        headers: {
          accept: 'application/json',
          authorization: `TOK:${token}`,
          ...(address === undefined ? {} : { 'x-forwarded-for': address }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        body: body ?? null,
        signal: signal ? AbortSignal.any([signal, deadline]) : deadline,
      });
      return read(route, answer.statusCode, await answer.body.text());
    } catch (error) {
      throw error instanceof RestError ? error : new RestError(503, `The ${route.service} service can't be reached.`, { cause: error });
    }
  };
}

/** The path and query: parameters in braces from the input, what remains but the body into the query; lists separated by commas. */
function target(route: Route, input: Readonly<Record<string, unknown>>, accountNumber: string): string {
  const inPath = new Set(pathParameters(route.path));
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(name === 'AN' ? accountNumber : input[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input)) {
    if (name !== 'body' && value !== undefined && value !== null && !inPath.has(name)) query.set(name, String(value));
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

function read(route: Route, status: number, text: string): unknown {
  const broken = (cause: unknown) => new RestError(502, `The ${route.service} service answered with something other than its contract.`, { cause });
  let answer: unknown;
  try {
    answer = text === '' ? null : parse(text);
  } catch (error) {
    throw broken(error);
  }
  if (status === 200) {
    const parsed = route.output.safeParse(answer);
    if (parsed.success) return parsed.data;
    throw broken(parsed.error);
  }
  const refused = failure.safeParse(answer);
  if (!refused.success) throw broken(refused.error);
  const { Message: message, Problems = [], ...details } = refused.data;
  throw new RestError(status, message, { problems: Problems.map(({ Path, Message }): Problem => ({ path: Path, message: Message })), details });
}
