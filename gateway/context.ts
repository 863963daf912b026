import type { Viewer } from '@edgegraph/permissions/viewer.ts';

/** What the gateway knows of a request when it executes it; subgraphs are called on this viewer's behalf. */
export interface GatewayContext {
  /** Null only where introspection is open to everybody, and nothing else may be asked then. */
  readonly viewer: Viewer | null;
  readonly token: string;
  /** The client's IP address. */
  readonly address: string;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
}
