import { describe, expect, it } from 'vitest';
import { event, noon } from '../event.fixture.ts';
import { LiveWindow } from './window.ts';

/** Serves `cnames` CNAMEs in each of these seconds after noon. */
function serving(seconds: number, cnames: number, mostBytes: number) {
  let now = noon;
  const window = new LiveWindow({ now: () => now, mostBytes });
  for (let second = 0; second < seconds; second += 1) {
    now = noon + second * 1000;
    for (let cnameId = 1; cnameId <= cnames; cnameId += 1) window.record({ ...event({ time: now, cnameId, pop: 'LAX' }), requests: 1 });
  }
  const newest = now / 1000;
  return window.read({ accountNumber: '0001' }, newest - 599, newest)[0] ?? [];
}

describe('the memory of live figures', () => {
  it('holds ten minutes where there is room', () => {
    const series = serving(600, 10, 10 * 600 * 150);
    expect(series.map(({ connectionsPerSecond }) => connectionsPerSecond)).toEqual(Array.from({ length: 600 }, () => 10));
  });

  it('is bounded: the oldest seconds are forgotten, and the newest are whole', () => {
    const series = serving(600, 100, 100 * 300 * 24);
    expect(series.length).toBeGreaterThan(200);
    expect(series.length).toBeLessThan(300);
    expect(series.at(-1)?.at).toBe(noon + 599_000);
    expect(new Set(series.map(({ connectionsPerSecond }) => connectionsPerSecond))).toEqual(new Set([100]));
  });

  it('counts again what it has been told to forget', () => {
    const window = new LiveWindow({ now: () => noon });
    const one = { ...event(), requests: 1 };
    window.record(one);
    window.forget(noon / 1000);
    window.record({ ...one, requests: 3 });
    expect(window.read({ accountNumber: '0001' }, noon / 1000, noon / 1000)).toMatchObject([[{ connectionsPerSecond: 3 }]]);
  });
});
