import { setTimeout } from 'node:timers/promises';
import * as fc from 'fast-check';
import type { Mortal } from './mortal.ts';

export interface KillingSettings {
  readonly mortals: readonly Mortal[];
  readonly seed: number;
  /** How many acknowledgements there were. */
  readonly acknowledged: () => number;
  /** Nothing more is to be killed. */
  readonly isOver: () => boolean;
  /** Runs before one is started anew. */
  readonly onDead: (mortal: Mortal) => Promise<void>;
}

const between = (min: number, max: number) => fc.noBias(fc.integer({ min, max }));

/** Who is killed next: after how many more acknowledgements, how many milliseconds later, and how many it stays dead. */
const rounds = (mortals: readonly Mortal[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...mortals], { minLength: mortals.length }),
      fc.array(fc.record({ after: between(2, 60), laterMs: between(0, 60), deadMs: between(0, 800) }), { minLength: mortals.length, maxLength: mortals.length }),
    )
    .map(([order, kills]) => kills.flatMap((kill, index) => (order[index] ? [{ ...kill, mortal: order[index] }] : [])));

/** Kills all in a random order, and again, until it is over; some while others are dead. Resolves once all live. */
export async function killAtRandom({ mortals, seed, acknowledged, isOver, onDead }: KillingSettings): Promise<void> {
  const births = new Set<Promise<void>>();
  const bear = async (mortal: Mortal, deadMs: number) => {
    await setTimeout(deadMs);
    await onDead(mortal);
    await mortal.start();
  };
  for (const { mortal, after, laterMs, deadMs } of fc.sample(rounds(mortals), { seed, numRuns: 10_000 }).flat()) {
    const next = acknowledged() + after;
    while (!isOver() && (acknowledged() < next || mortal.url === null)) await Promise.race([setTimeout(5), ...births]);
    if (isOver()) break;
    await setTimeout(laterMs);
    await mortal.kill();
    const birth = bear(mortal, deadMs).finally(() => births.delete(birth));
    births.add(birth);
  }
  await Promise.all(births);
}
