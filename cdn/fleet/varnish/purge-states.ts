import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const bits = 10;

/**
 * Tells responses that left their origin before a purge from later ones. Each site has a number that every purge moves on;
 * VCL reads it when a request leaves and when its response comes, and stores what has it unchanged. VCL can ask whether a file
 * exists, so the number is one of files, a bit each, in Gray's code: a step changes one, so that none is read half-done.
 */
export class PurgeStates {
  readonly #directory: string;
  readonly #numbers = new Map<string, number>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** The site's number moves on; gives the new one as VCL reads it. It comes back after 1,024 purges of the site. */
  advance(token: string): string {
    const number = (this.#numbers.get(token) ?? 0) + 1;
    this.#numbers.set(token, number);
    const [before, after] = [gray(number - 1), gray(number)];
    mkdirSync(join(this.#directory, token), { recursive: true });
    for (let bit = 0; bit < bits; bit += 1) {
      if (before[bit] === after[bit]) continue;
      const file = join(this.#directory, token, String(bit));
      if (after[bit] === '1') writeFileSync(file, '');
      else rmSync(file);
    }
    return after;
  }
}

function gray(number: number): string {
  const wrapped = number % 2 ** bits;
  return (wrapped ^ (wrapped >> 1)).toString(2).padStart(bits, '0');
}

/** Reads the number of the site of a fetch into `bereq.http.eg-state`. */
export const purgeStateVcl = (directory: string): readonly string[] => [
  'set bereq.http.eg-state = "";',
  ...Array.from(
    { length: bits },
    (_, bit) =>
      `if (std.file_exists("${directory}/" + cookie.get("site") + "/${bit}")) { set bereq.http.eg-state = bereq.http.eg-state + "1"; } else { set bereq.http.eg-state = bereq.http.eg-state + "0"; }`,
  ),
];
