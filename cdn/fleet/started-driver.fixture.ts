import type { EdgeDriver, OnEdgeEvent } from './edge-driver.ts';

export interface StartedDriver {
  readonly driver: EdgeDriver;
  /** Where it answers clients. */
  readonly url: string;
}

/** Gives a driver on a free port of loopback that holds nothing and has no sites. */
export type StartDriver = (onEvent: OnEdgeEvent) => Promise<StartedDriver>;
