import { expect, it } from 'vitest';
import type { LoadOutcome } from '../edge-driver.ts';
import type { Acknowledgement } from '../protocol.ts';
import { Loads } from './loads.ts';

const outcome: LoadOutcome = { status: 200, bytes: 1, stored: true, problem: null };

it('that never end have failed after their time, and let the next ones begin', async () => {
  const { promise, resolve } = Promise.withResolvers<Acknowledgement>();
  const load = ({ url }: { readonly url: string }) => (url === '/never' ? new Promise<never>(() => {}) : Promise.resolve(outcome));
  const loads = new Loads({ driver: { load }, atOnce: 1, patienceMs: 20, onDone: resolve });
  loads.begin(1, ['/never', '/a'].map((url) => ({ site: 'www', host: 'www.example.com', url })));
  const failed = { status: null, bytes: 0, stored: false, problem: expect.stringContaining('longer than 0.02 seconds') };
  expect((await promise).loads).toEqual([failed, outcome]);
});
