import { setTimeout } from 'node:timers/promises';
import { type Loaders, type SubgraphContext, forget } from './context.ts';

/** Milliseconds. */
const second = 1000;

/**
 * The events of a subscription that tells something every second: what is read at once, then at the beginning of each second, by the clock that all share.
 * A second in which nobody asks is left out. What the loaders know is forgotten before each reading. Rejects with what `read` rejects with, and when the
 * caller has gone.
 */
export async function* ticking<Value>(
  { caller: { signal }, loaders }: Pick<SubgraphContext<Loaders>, 'caller' | 'loaders'>,
  read: () => Promise<Value>,
): AsyncGenerator<Value, void> {
  for (;;) {
    yield await read();
    // A timer may fire a millisecond early: the next second is waited for all the same.
    await setTimeout(second - ((Date.now() + 1) % second) + 1, undefined, { signal });
    forget(loaders);
  }
}
