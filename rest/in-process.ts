import type { Call } from './client.ts';
import type { Door } from './door.ts';
import { RestError } from './error.ts';

/** Calls the services through their door without HTTP; nothing is serialised, so answers are live objects: read them only. */
export const inProcess =
  (door: Door, { timeoutMs }: { timeoutMs: number }): Call =>
  (route, input, { token, accountNumber, address, signal }) => {
    if (signal?.aborted) return Promise.reject(unanswered(route.service));
    const answer = door.authorize(route, token, accountNumber, address).then((viewer) => door.run(route, input, viewer));
    return withDeadline(answer, route.service, timeoutMs, signal);
  };

/** Rejects with 503 when the answer is not there in time or the caller has gone; what the service has begun goes on. */
function withDeadline<Answer>(answer: Promise<Answer>, service: string, timeoutMs: number, signal: AbortSignal | undefined): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const give = () => reject(unanswered(service));
    const timer = setTimeout(give, timeoutMs);
    signal?.addEventListener('abort', give, { once: true });
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', give);
    });
  });
}

const unanswered = (service: string): RestError => new RestError(503, `The ${service} service did not answer in time.`);
