import { describe, expect, it } from 'vitest';
import { ticking } from './ticking.ts';

/** What is read second by second, by a caller that may go; `clearAll` counts as the loaders' forgetting. */
function ticks(read: () => unknown) {
  const gone = new AbortController();
  const log: unknown[] = [];
  const context = { caller: { token: 'token', accountNumber: '0001', signal: gone.signal }, loaders: { each: { clearAll: () => log.push('forget') } } };
  const values = ticking(context, async () => {
    const value = read();
    log.push(value);
    return value;
  });
  return { gone, log, values };
}

const currentSecond = (): number => Math.floor(Date.now() / 1000);

describe('what is told every second', () => {
  it('is read at once, and then in each second once, though nothing changes', async () => {
    const { values, log } = ticks(() => 'same');
    const seconds: number[] = [];
    expect(await values.next()).toEqual({ value: 'same', done: false });
    for (let tick = 0; tick < 3; tick += 1) {
      await values.next();
      seconds.push(currentSecond());
    }
    expect(seconds.map((second) => second - (seconds[0] ?? 0))).toEqual([0, 1, 2]);
    expect(log).toEqual(['same', 'forget', 'same', 'forget', 'same', 'forget', 'same']);
    await values.return();
  });

  it('fails as its reading fails', async () => {
    const { values } = ticks(() => {
      throw new Error('The service is dead.');
    });
    await expect(values.next()).rejects.toThrow('The service is dead.');
  });

  it('is read no more when the caller has gone', async () => {
    const { values, gone, log } = ticks(() => 1);
    await values.next();
    const next = values.next();
    gone.abort();
    await expect(next).rejects.toThrow('aborted');
    expect(log).toEqual([1]);
  });
});
