/** The length of the chunks over which bandwidth is averaged: 5 minutes, as CDNs bill. */
export const chunkMs = 300_000;

/** Shorter intervals have too few chunks to tell a percentile of. */
const shortest = 3_600_000;

/** Whether an interval is long enough to tell its 95th percentile. */
export const tellsBandwidth = (from: number, to: number): boolean => to - from >= shortest;

/** The place of the 95th percentile (nearest rank) among an interval's chunks, the busiest first; from 1. */
export function placeOfP95(from: number, to: number): number {
  const chunks = Math.ceil((to - from) / chunkMs);
  return chunks - Math.ceil((95 * chunks) / 100) + 1;
}

/** The average over a chunk of so many bytes. */
export const bitsPerSecond = (bytesOfChunk: number): number => (bytesOfChunk * 8) / (chunkMs / 1000);
