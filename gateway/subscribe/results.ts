import { internalError } from '@edgegraph/schema/errors.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Answer } from '../execute/answer.ts';
import { Refusal } from './refusal.ts';

/** One subscription while it goes on. */
export interface Subscription {
  /** What its own subgraph says of each event. */
  readonly answers: AsyncGenerator<Answer | GraphQLError, void>;
  /** The viewer as it is now. Throws a Refusal when the subscription may not go on. */
  readonly judgeAgain: () => Promise<Viewer>;
  readonly answerEvent: (answer: Answer | GraphQLError, viewer: Viewer) => Promise<ExecutionResult>;
  readonly onAccessChange: OnAccessChange;
  /** Aborted when the subscription is over, for whatever reason. */
  readonly over: AbortController;
}

/** Calls the listener as soon as what tokens may do has changed, where that can be told; returns what ends it. */
export type OnAccessChange = (listener: () => void) => () => void;

/** Milliseconds after which a subscription is judged again if no event has come. */
const silence = 1000;

/**
 * The results that a client is sent, in order: one for each event, judged just before, and a last one without data if rights are lost, whether or not
 * anything happens. `return` ends it at once, also while it waits for an event. Never rejects.
 */
export function resultsOf(subscription: Subscription): AsyncGenerator<ExecutionResult, void> {
  const results = generate(subscription);
  const end = results.return.bind(results);
  // A generator's own would wait for the event that it waits for.
  results.return = (value) => {
    subscription.over.abort();
    return end(value);
  };
  return results;
}

async function* generate({ answers, judgeAgain, answerEvent, onAccessChange, over }: Subscription): AsyncGenerator<ExecutionResult, void> {
  const { signal } = over;
  const check = () => void judgeAgain().catch((refusal: unknown) => over.abort(refusal));
  const watch = setInterval(check, silence);
  const endNotice = onAccessChange(check);
  try {
    for (;;) {
      const next = await unlessAborted(answers.next(), signal);
      if (next.done) return;
      const result = await answerEvent(next.value, await judgeAgain());
      watch.refresh();
      signal.throwIfAborted();
      yield result;
    }
  } catch (error) {
    if (error instanceof Refusal) yield { errors: error.errors };
    else if (!signal.aborted) yield { errors: [internalError(error)] };
  } finally {
    endNotice();
    clearInterval(watch);
    over.abort();
    void answers.return();
  }
}

/** What the promise gives, unless the signal is aborted first: then it rejects with its reason, and leaves nothing behind. */
function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const give = (): void => reject(signal.reason);
    if (signal.aborted) give();
    signal.addEventListener('abort', give, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', give));
  });
}
