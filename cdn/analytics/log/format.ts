import { parseCombined } from './combined.ts';
import type { LogFields, LogProblem } from './fields.ts';
import { parseRaw } from './raw.ts';

/** How to read a line, by the formats' names. */
export const logFormats = { combined: parseCombined, raw: parseRaw } satisfies Record<
  string,
  (line: string) => LogFields | LogProblem
>;

export type LogFormat = keyof typeof logFormats;

/** The format that reads the line; undefined if none does. No line is in both. */
export function detectFormat(line: string): LogFormat | undefined {
  if (!('problem' in parseCombined(line))) return 'combined';
  return 'problem' in parseRaw(line) ? undefined : 'raw';
}
