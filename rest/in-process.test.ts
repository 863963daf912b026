import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { describe, expect, it } from 'vitest';
import { createDoor, implement } from './door.ts';
import { inProcess } from './in-process.ts';
import { users } from './users.ts';

const viewer: Viewer = {
  userId: 7,
  login: 'ada@example.com',
  accountNumber: '0001',
  methods: new Set(['GET']),
  modules: new Set(),
};
const caller = { token: 'mine', accountNumber: '0001' };
const { listModules } = users;

/** A call through a door behind which `answer` is the handler. */
function callTo(answer: () => Promise<never[]>, timeoutMs = 10_000) {
  const door = createDoor(
    async () => viewer,
    [implement({ listModules }, { listModules: answer })],
    () => {},
  );
  return inProcess(door, { timeoutMs });
}

const never = () => new Promise<never[]>(() => {});

describe('a call in process', () => {
  it('answers 503 when the service does not in time', async () => {
    const message = 'The users service did not answer in time.';
    await expect(callTo(never, 1)(listModules, {}, caller)).rejects.toMatchObject({ status: 503, message });
  });

  it('ends when its caller has gone', async () => {
    const gone = new AbortController();
    const answer = callTo(never)(listModules, {}, { ...caller, signal: gone.signal });
    gone.abort();
    await expect(answer).rejects.toMatchObject({ status: 503 });
  });

  it('does not begin when its caller has gone before', async () => {
    let begun = false;
    const call = callTo(async () => {
      begun = true;
      return [];
    });
    await expect(call(listModules, {}, { ...caller, signal: AbortSignal.abort() })).rejects.toMatchObject({ status: 503 });
    expect(begun).toBe(false);
  });
});
