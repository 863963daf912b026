import { Agent, request } from 'undici';
import { eventsPath, syncAnswer, type SyncAnswer, syncPath, type SyncRequest } from '../protocol.ts';

/** The control plane as an edge meets it. */
export interface ControlPlane {
  /** @throws ControlPlaneError; or the signal's reason */
  sync(message: SyncRequest, signal: AbortSignal): Promise<SyncAnswer>;
  /** `body` is an EventBatch as JSON. Once resolved, its events are stored. @throws ControlPlaneError; or the signal's reason */
  sendEvents(body: string, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The control plane can't be reached, or refused. */
export class ControlPlaneError extends Error {
  override readonly name = 'ControlPlaneError';
  /** Of its answer; null: there was none. */
  readonly status: number | null;

  constructor(message: string, status: number | null, cause?: unknown) {
    super(message, { cause });
    this.status = status;
  }
}

export interface ControlPlaneAddress {
  /** Scheme, host and port. */
  readonly url: string;
  readonly secret: string;
  /** This edge's name. */
  readonly name: string;
}

/** How long an answer may take beyond the time that a sync lets it wait. */
const patienceMs = 15_000;

export function connectControlPlane({ url, secret, name }: ControlPlaneAddress): ControlPlane {
  // A connection each for a sync that waits and for events.
  const dispatcher = new Agent({ connections: 2, connect: { timeout: 5000 }, keepAliveTimeout: 60_000 });
  const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/json' };

  async function post(path: string, body: string, waitMs: number, signal: AbortSignal): Promise<string> {
    const answer = await request(new URL(path, url), { method: 'POST', headers, body, dispatcher, signal, headersTimeout: waitMs + patienceMs, bodyTimeout: patienceMs })
      .then(async ({ statusCode, body: sent }) => ({ status: statusCode, text: await sent.text() }))
      .catch((error: unknown) => {
        signal.throwIfAborted();
        throw new ControlPlaneError(`The control plane at ${url} can't be reached: ${reason(error)}.`, null, error);
      });
    if (answer.status >= 200 && answer.status < 300) return answer.text;
    if (answer.status === 401 || answer.status === 403)
      throw new ControlPlaneError(`The control plane at ${url} refuses this edge: set EDGE_SECRET to the control plane's.`, answer.status);
    throw new ControlPlaneError(`The control plane at ${url} answered ${answer.status}: ${answer.text.slice(0, 300)}`, answer.status);
  }

  return {
    sync: async (message, signal) => {
      const text = await post(syncPath(name), JSON.stringify(message), message.waitMs, signal);
      const parsed = syncAnswer.safeParse(parseJson(text));
      if (parsed.success) return parsed.data;
      throw new ControlPlaneError(`The control plane at ${url} speaks of what this edge does not know; bring both to one release. ${parsed.error.message}`, 200);
    },
    sendEvents: async (body, signal) => void (await post(eventsPath(name), body, 0, signal)),
    close: () => dispatcher.destroy(),
  };
}

/** Undefined, which no schema takes, if it isn't JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Where several addresses failed, Node leaves the message empty and says a code. */
const reason = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
};
