import type { Grants } from './grants.ts';

/** The user whose token asks, and the token's reach. */
export interface Viewer extends Grants {
  readonly userId: number;
  /** The name to sign in with: an e-mail address. */
  readonly login: string;
  /** The customer that the user belongs to. */
  readonly accountNumber: string;
}

/** Finds whose token this is; null for one that nobody has (any more). Rejects when it can't be told. */
export type FindViewer = (token: string) => Promise<Viewer | null>;

/** The token in an `Authorization: TOK:<token>` header, in the lower case in which tokens are compared; undefined if there is none. */
export function tokenOf(authorization: string | undefined): string | undefined {
  return /^TOK:\s*(\S+)$/i.exec(authorization ?? '')?.[1]?.toLowerCase();
}
