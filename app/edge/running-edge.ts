export interface RunningEdge {
  /** A line that tells where it listens, and for whom. */
  readonly ready: string;
  /** Finishes the requests under way, then stops. */
  close(): Promise<void>;
}
