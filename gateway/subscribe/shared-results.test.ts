import type { ExecutionResult } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SharedResults } from './shared-results.ts';

/** Results that a test gives one by one; `asked` counts how often the next has been asked for. */
function source() {
  const given: ExecutionResult[] = [];
  const log = { asked: 0, isReturned: false, isOver: false };
  let more = Promise.withResolvers<void>();
  async function* results(): AsyncGenerator<ExecutionResult, void> {
    try {
      for (;;) {
        log.asked += 1;
        while (given.length === 0 && !log.isOver) {
          await more.promise;
          more = Promise.withResolvers();
        }
        const next = given.shift();
        if (!next) return;
        yield next;
      }
    } finally {
      log.isReturned = true;
    }
  }
  const generator = results();
  const give = (step: number) => {
    given.push({ data: { step } });
    more.resolve();
  };
  const end = () => {
    log.isOver = true;
    more.resolve();
  };
  const finish = generator.return.bind(generator);
  generator.return = (value) => {
    end();
    return finish(value);
  };
  return { shared: new SharedResults(generator), log, give, end };
}

const step = (number: number) => ({ value: { data: { step: number } }, done: false });
const over = { value: undefined, done: true };
const ignore = () => {};

describe('results that are shared', () => {
  it('are produced once, and each gets them', async () => {
    const { shared, log, give } = source();
    const members = [1, 2, 3].map(() => shared.join(ignore));
    for (const number of [1, 2]) {
      const next = members.map((member) => member.next());
      give(number);
      expect(await Promise.all(next)).toEqual([step(number), step(number), step(number)]);
    }
    expect(log.asked).toBe(2);
  });

  it('begin with the latest for whoever joins, which is the very same object', async () => {
    const { shared, give } = source();
    const first = shared.join(ignore);
    give(1);
    const { value } = await first.next();
    const waiting = first.next();
    const second = shared.join(ignore);
    expect((await second.next()).value).toBe(value);
    const both = [waiting, second.next()];
    give(2);
    expect(await Promise.all(both)).toEqual([step(2), step(2)]);
  });

  it('are missed by one who does not take them, save for the latest and the last', async () => {
    const { shared, give, end } = source();
    const [quick, slow] = [shared.join(ignore), shared.join(ignore)];
    for (const number of [1, 2, 3]) {
      give(number);
      expect(await quick.next()).toEqual(step(number));
    }
    expect(await slow.next()).toEqual(step(3));
    give(4);
    await quick.next();
    end();
    expect(await quick.next()).toEqual(over);
    expect([await slow.next(), await slow.next()]).toEqual([step(4), over]);
  });

  it('are not asked for while nobody takes them', async () => {
    const { shared, log, give } = source();
    const member = shared.join(ignore);
    for (const number of [1, 2, 3]) give(number);
    expect(await member.next()).toEqual(step(1));
    expect(log.asked).toBe(1);
    expect(await Array.fromAsync([member.next(), member.next()])).toEqual([step(2), step(3)]);
  });

  it('go on for the others when one leaves, and end when the last does, though each waits', async () => {
    const { shared, log, give } = source();
    const left: string[] = [];
    const [one, other] = [shared.join(() => left.push('one')), shared.join(() => left.push('other'))];
    const waiting = [one.next(), other.next()];
    await one.return();
    expect(await waiting[0]).toEqual(over);
    expect([left, log.isReturned, shared.isEnded]).toEqual([['one'], false, false]);
    give(1);
    expect(await waiting[1]).toEqual(step(1));
    const last = other.next();
    await other.return();
    expect(await last).toEqual(over);
    expect(left).toEqual(['one', 'other']);
    await expect.poll(() => log.isReturned).toBe(true);
    expect(shared.canBeJoined).toBe(false);
  });

  it('end for one who leaves before it has asked for any', async () => {
    const { shared, log } = source();
    await shared.join(ignore).return();
    await expect.poll(() => log.isReturned || log.asked === 0).toBe(true);
    expect(shared.isEnded).toBe(true);
  });

  it('can not be joined any more when they have ended', async () => {
    const { shared, end } = source();
    const member = shared.join(ignore);
    end();
    expect(await member.next()).toEqual(over);
    expect([shared.canBeJoined, shared.isEnded]).toEqual([false, true]);
  });
});
