import { Session } from 'chdb';

/** A statement as the store sent it. */
export interface Statement {
  readonly sql: string;
  /** Sends it straight to the engine, over the connection that it came by; resolves to the rows as the engine writes them, unread. */
  send(): Promise<string>;
}

/** The engine of a product in this process, and what is sent to it. */
export interface RecordedEngine {
  /** What the store sends while `work` runs. */
  record(work: () => Promise<unknown>): Promise<readonly Statement[]>;
  /** Sends a statement of one's own over the connection that was used last. */
  send(sql: string, parameters?: object): Promise<string>;
}

/** Listens to the sessions of chDB in this process; call it before the product is opened. */
export function recordEngine(): RecordedEngine {
  // The class is patched, not the product, so that what is measured is the product as it is.
  const sendOn = Session.prototype.queryBindAsync;
  let send: RecordedEngine['send'] | undefined;
  let recorded: Statement[] | undefined;
  Session.prototype.queryBindAsync = function record(this: Session, sql, parameters, options) {
    const sendHere = async (text: string, values: object = {}) => (await sendOn.call(this, text, values, { format: 'JSONEachRow' })).text();
    send = sendHere;
    recorded?.push({ sql, send: () => sendHere(sql, parameters) });
    return sendOn.call(this, sql, parameters, options);
  };
  return {
    record: async (work) => {
      const statements: Statement[] = [];
      recorded = statements;
      await work();
      recorded = undefined;
      return statements;
    },
    send: (sql, parameters) => send?.(sql, parameters) ?? Promise.reject(new Error('No store has been opened yet.')),
  };
}
