import type { Viewer } from './viewer.ts';

/** A refusal to be recorded: who was refused, where and why. Holds no secret. */
export interface Denial {
  readonly viewer: Viewer;
  /** A route (`PUT /v2/…`) or a field of the graph; null where a token was refused altogether. */
  readonly where: string | null;
  /** What was missing, such as `needs PUT on EDIT_USER`. */
  readonly reason: string;
}

/** Takes note of a denial; returns at once and never throws. */
export type OnDenied = (denial: Denial) => void;
