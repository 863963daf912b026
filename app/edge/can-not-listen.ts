/** The address is taken, or not this machine's. */
export class CanNotListen extends Error {
  constructor(host: string, port: number, cause: unknown) {
    super(`Can't listen on ${host}:${port}: ${cause instanceof Error ? cause.message : String(cause)}. Choose another --port or --host.`, { cause });
  }
}

/** The exit code of an edge that can't listen. */
export const canNotListenCode = 3;
