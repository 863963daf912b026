import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { type Loaders, type SubgraphContext, forget } from './context.ts';

/** Milliseconds between two readings, the first time and after each change. */
const soonest = 100;
/** Milliseconds between two readings after a long time without a change. */
const latest = 1_000;

/**
 * The events of a subscription, since REST tells none: reads again and again, and gives what it reads whenever that differs from before; slower while
 * nothing changes. What the loaders know is forgotten before each reading. Ends after a value that `isLast`; rejects with what `read` rejects with, and
 * when the caller has gone.
 */
export async function* polled<Value>(
  { caller: { signal }, loaders }: Pick<SubgraphContext<Loaders>, 'caller' | 'loaders'>,
  read: () => Promise<Value>,
  isLast: (value: Value) => boolean,
): AsyncGenerator<Value, void> {
  let value = await read();
  for (;;) {
    yield value;
    if (isLast(value)) return;
    const known = value;
    for (let pause = soonest; isDeepStrictEqual(value, known); pause = Math.min(pause * 1.5, latest)) {
      await setTimeout(pause, undefined, { signal });
      forget(loaders);
      value = await read();
    }
  }
}
