/**
 * What the server last said to a token: it may read the schema; the server knows no such token (`refused`); nobody may read the
 * schema (`withheld`); or there was no answer worth the name.
 */
export type Access = 'asking' | 'granted' | 'refused' | 'withheld' | 'unreachable';

/** Reads it from the answer to a question for the schema; null is no answer at all. */
export function accessFrom(response: Response | null): Access {
  if (!response || response.status >= 500) return 'unreachable';
  if (response.status === 401) return 'refused';
  return response.ok ? 'granted' : 'withheld';
}

/** Whether the server runs operations under the token, as far as it is known. */
export const isAccepted = (access: Access): boolean => access === 'granted' || access === 'withheld';

/** What to tell the user about it; null if there is nothing to tell. */
export function explainAccess(access: Access, token: string): string | null {
  switch (access) {
    case 'asking':
    case 'granted':
      return null;
    case 'refused':
      return token === ''
        ? 'This graph answers only to a token. Paste the token that npm start printed, or one that an administrator gave you.'
        : 'The server refused this token: it is mistyped, expired or revoked. Paste the one that npm start printed or a new one.';
    case 'withheld':
      return 'This server does not disclose its schema, so there are no docs or completion here. Operations run all the same.';
    case 'unreachable':
      return 'The server does not answer. Check that it runs, then fetch the schema again (Ctrl+Shift+R).';
  }
}
