/** How far live figures may lie behind, in milliseconds. What comes later counts in its second all the same. */
export const longestDelayMs = 5000;
/** How long an answer about the edges is good for, in milliseconds. */
const freshMs = 100;
/** How long a delay is remembered, in seconds. */
const memory = 60;

export interface NewestSecondSources {
  /** Milliseconds since 1970: every edge has told what it served before. */
  readonly completeUntil: () => Promise<number>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Tells the newest second of which every edge has told everything, in seconds since 1970; never an older one than before. An edge that is slow or away
 * holds it back by `longestDelayMs` at most, and so does a store that can't tell. The longest delay of the last minute is kept to, so that whoever asks
 * every second is told one second after the other.
 */
export function newestSecond({ completeUntil, now }: NewestSecondSources): () => Promise<number> {
  let newest = 0;
  let asked = { at: Number.NEGATIVE_INFINITY, until: Promise.resolve(0) };
  /** The longest delay of each of the last seconds, in seconds. */
  const delays = new Map<number, number>();

  return async () => {
    if (Math.abs(now() - asked.at) > freshMs) asked = { at: now(), until: completeUntil().catch(() => 0) };
    const until = await asked.until;
    const current = Math.floor(now() / 1000);
    const complete = Math.floor(Math.max(Math.min(until, now()), now() - longestDelayMs) / 1000) - 1;
    delays.set(current, Math.max(current - complete, delays.get(current) ?? 0));
    for (const second of delays.keys()) if (second <= current - memory || second > current) delays.delete(second);
    const second = current - Math.max(...delays.values());
    // A clock that was put back is believed.
    newest = newest > current ? second : Math.max(newest, second);
    return newest;
  };
}
