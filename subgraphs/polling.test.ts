import { describe, expect, it } from 'vitest';
import { polled } from './polling.ts';

/** What is read one after the other, by a caller that may go; `clearAll` counts as the loaders' forgetting. */
function reading(...values: readonly unknown[]) {
  const gone = new AbortController();
  const log: unknown[] = [];
  const left = [...values];
  const context = { caller: { token: 'token', accountNumber: '0001', signal: gone.signal }, loaders: { each: { clearAll: () => log.push('forget') } } };
  const read = async () => {
    const value = left.shift();
    log.push(value);
    if (value instanceof Error) throw value;
    return value;
  };
  return { gone, log, values: (isLast: (value: unknown) => boolean = () => false) => polled(context, read, isLast) };
}

describe('what is polled', () => {
  it('is told when it changes, and no more after the last', async () => {
    const { values, log } = reading({ step: 1 }, { step: 1 }, { step: 2 }, { step: 3 }, { step: 4 });
    expect(await Array.fromAsync(values((value) => Reflect.get(Object(value), 'step') === 3))).toEqual([{ step: 1 }, { step: 2 }, { step: 3 }]);
    expect(log.at(-1)).toEqual({ step: 3 });
  });

  it('is told once if the first is the last', async () => {
    const { values } = reading(null, null);
    expect(await Array.fromAsync(values((value) => value === null))).toEqual([null]);
  });

  it('is read anew each time: the loaders forget what they have read', async () => {
    const { values, log } = reading(1, 1, 2);
    await Array.fromAsync(values((value) => value === 2));
    expect(log).toEqual([1, 'forget', 1, 'forget', 2]);
  });

  it('fails as its reading fails', async () => {
    const { values } = reading(1, new Error('The service is dead.'));
    await expect(Array.fromAsync(values())).rejects.toThrow('The service is dead.');
  });

  it('is read no more when the caller has gone', async () => {
    const { values, gone, log } = reading(1, 2);
    const changes = values();
    await changes.next();
    const next = changes.next();
    gone.abort();
    await expect(next).rejects.toThrow('aborted');
    expect(log).toEqual([1]);
    expect(await changes.next()).toEqual({ value: undefined, done: true });
  });
});
