import { expect, it } from 'vitest';
import { Waiter } from './waiter.ts';

const never = new AbortController().signal;

it('does not miss a call that came while nobody waited', async () => {
  let call = () => {};
  using waiter = new Waiter((listener) => ((call = listener), () => {}), 60_000, never);
  call();
  expect(await waiter.wait()).toBe(true);
});

it('is over after its time, however many calls come', async () => {
  let call = () => {};
  using waiter = new Waiter((listener) => ((call = listener), () => {}), 0, never);
  call();
  expect(await waiter.wait()).toBe(false);
});
