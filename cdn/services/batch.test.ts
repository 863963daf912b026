import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Batch } from './batch.ts';

describe('a batch', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('writes what was added together, a second after the first', async () => {
    const writes: (readonly number[])[] = [];
    const batch = new Batch<number>(async (items) => void writes.push(items), () => {});
    batch.add(1);
    await vi.advanceTimersByTimeAsync(999);
    batch.add(2);
    expect(writes).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(writes).toEqual([[1, 2]]);
    batch.add(3);
    await vi.advanceTimersByTimeAsync(1000);
    expect(writes).toEqual([[1, 2], [3]]);
  });

  it('is written once flushed, one write after the other', async () => {
    const log: string[] = [];
    const write = async (items: readonly string[]) => {
      log.push(`begin ${items}`);
      await Promise.resolve();
      log.push(`end ${items}`);
    };
    const batch = new Batch<string>(write, () => {});
    batch.add('a');
    const first = batch.flush();
    batch.add('b');
    await Promise.all([first, batch.flush()]);
    expect(log).toEqual(['begin a', 'end a', 'begin b', 'end b']);
  });

  it('reports a failed write and writes what comes after', async () => {
    const reported: unknown[] = [];
    const written: number[] = [];
    const write = async ([item]: readonly number[]) => {
      if (item === 1) throw new Error('Disk full');
      written.push(item ?? 0);
    };
    const batch = new Batch<number>(write, (cause) => void reported.push(cause));
    batch.add(1);
    await batch.flush();
    batch.add(2);
    await batch.flush();
    expect(reported).toEqual([new Error('Disk full')]);
    expect(written).toEqual([2]);
  });
});
