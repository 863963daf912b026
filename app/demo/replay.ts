import { Agent, request, type RequestOptions } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { OriginAnswer } from './answers.ts';
import { hostname } from './configure.ts';
import type { LoggedRequest, LoggedRequests } from './requests.ts';

export interface Replay extends LoggedRequests {
  readonly answers: ReadonlyMap<string, OriginAnswer>;
  /** Where the edge listens. */
  readonly edge: string;
  /** How many times faster than by the log's clock. */
  readonly speed: number;
  readonly signal: AbortSignal;
}

/** Requests under way at most: behind a clock that is too fast, the replay goes as fast as the edge answers. */
const atOnce = 64;

/** Makes the log's requests, each when it is due, over and over until the signal. Requests that fail are let go. */
export async function replay({ requests, lengthMs, speed, signal, ...where }: Replay): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  const underWay = new Set<Promise<unknown>>();
  const startedAt = performance.now();
  for (let round = 0; !signal.aborted; round += 1) {
    for (const logged of requests) {
      const early = startedAt + (round * lengthMs + logged.at) / speed - performance.now();
      if (early > 1) await setTimeout(early, undefined, { signal }).catch(() => undefined);
      while (underWay.size >= atOnce) await Promise.race(underWay);
      if (signal.aborted) break;
      const answered = make(logged, { ...where, agent })
        .catch(() => undefined)
        .finally(() => underWay.delete(answered));
      underWay.add(answered);
    }
  }
  await Promise.all(underWay);
  agent.destroy();
}

interface Way extends Pick<Replay, 'answers' | 'edge'> {
  readonly agent: Agent;
}

/** Asks the edge as the log's client asked; resolves to the status once all of the answer is there. */
export function make(logged: LoggedRequest, { answers, edge, agent }: Way): Promise<number> {
  const { method, target, referrer, userAgent } = logged;
  const headers = { host: hostname, ...(referrer && { referer: referrer }), ...(userAgent && { 'user-agent': userAgent }), ...condition(logged, answers) };
  const options: RequestOptions = { agent, method, headers };
  return new Promise((resolve, reject) => {
    request(edge + target, options, (answer) => {
      answer.once('end', () => resolve(answer.statusCode ?? 0)).once('error', reject);
      answer.resume();
    })
      .once('error', reject)
      .end();
  });
}

/** What made the answer a 304, 206 or 416. */
function condition({ status, target, bytes }: LoggedRequest, answers: Replay['answers']): Record<string, string> {
  if (status === 304) return { 'if-none-match': answers.get(target)?.entityTag ?? '*' };
  if (status === 206) return { range: `bytes=0-${Math.max(0, bytes - 1)}` };
  return status === 416 ? { range: 'bytes=999999999-' } : {};
}
