import type { Grants } from './grants.ts';

/** The user whose token asks, and the token's reach. */
export interface Viewer extends Grants {
  readonly userId: number;
  /** The name to sign in with: an e-mail address. */
  readonly login: string;
  /** The customer that the user belongs to. */
  readonly accountNumber: string;
  /** The token that asks. */
  readonly token?: ViewerToken;
  /** The IP address that it asks from; left out where that is not known. */
  readonly address?: string;
}

/** What is told of a token; never the token itself. */
export interface ViewerToken {
  readonly id: number;
  readonly name: string | null;
  /** ISO 8601, UTC; null: never. */
  readonly expiresAt: string | null;
}

/**
 * Finds whose token this is; null for one that nobody has (any more), or that may not be used from this IP address. Rejects when it can't be told.
 * Without an address, tokens bound to addresses are refused.
 */
export type FindViewer = (token: string, address?: string) => Promise<Viewer | null>;

/** The token in an `Authorization: TOK:<token>` header, in the lower case in which tokens are compared; undefined if there is none. */
export function tokenOf(authorization: string | undefined): string | undefined {
  return /^TOK:\s*(\S+)$/i.exec(authorization ?? '')?.[1]?.toLowerCase();
}
