import type { ServerResponse } from 'node:http';
import type { Fields } from './fields.ts';

/** Forwards interim responses (RFC 9110, section 15.2): 102, and 103 with links that can be read. */
export const forwardInterim =
  (response: ServerResponse) =>
  (status: number, fields: Fields): void => {
    if (response.headersSent) return;
    if (status === 102) response.writeProcessing();
    if (status !== 103 || fields.link === undefined) return;
    try {
      response.writeEarlyHints({ ...fields, link: fields.link });
    } catch {
      // Hints help the client to hurry; the answer comes without them too.
    }
  };
