import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { NewAccessEvent } from '../database/queries/access-events.ts';

/** Who acts, as the access log names them. */
export const actorOf = ({ accountNumber, userId, login, token, address }: Viewer) =>
  ({
    accountNumber,
    actorUserId: userId,
    actorLogin: login,
    tokenName: token?.name ?? null,
    address: address ?? null,
  }) satisfies Partial<NewAccessEvent>;
