/** The store's names and the contract's. */
import type { AccessEvent as RestAccessEvent } from '@edgegraph/rest/access-log.ts';
import type { TokenInfo as RestTokenInfo } from '@edgegraph/rest/token.ts';
import type { Permissions, Profile as RestProfile, User as RestUser } from '@edgegraph/rest/users.ts';
import type { AccessEvent } from '../../database/queries/access-events.ts';
import type { Saved } from '../../database/queries/permissions.ts';
import type { TokenInfo } from '../../database/queries/tokens.ts';
import type { Profile, User } from '../../database/queries/users.ts';

export const toUser = (user: User): RestUser => ({
  ...toRestProfile(user),
  Id: user.id,
  IsAdmin: user.isAdministrator ? 1 : 0,
  Permissions: toPermissions(user),
});

export const toRestProfile = ({ login, firstName, lastName, contact }: Profile) => ({
  Address1: contact.address1 ?? null,
  Address2: contact.address2 ?? null,
  City: contact.city ?? null,
  Country: contact.country ?? null,
  Email: login,
  Fax: contact.fax ?? null,
  FirstName: firstName,
  LastName: lastName,
  Mobile: contact.mobile ?? null,
  Phone: contact.phone ?? null,
  State: contact.state ?? null,
  Title: contact.title ?? null,
  Zip: contact.zip ?? null,
});

/** Contact members that are null or empty are left out. */
export function toProfile(body: RestProfile): Profile {
  const contact = {
    title: body.Title,
    phone: body.Phone,
    mobile: body.Mobile,
    fax: body.Fax,
    address1: body.Address1,
    address2: body.Address2,
    city: body.City,
    state: body.State,
    zip: body.Zip,
    country: body.Country,
  };
  return {
    login: body.Email.toLowerCase(),
    firstName: body.FirstName,
    lastName: body.LastName,
    contact: Object.fromEntries(Object.entries(contact).filter(([, line]) => line)),
  };
}

export const toPermissions = ({ methods, modules, savedAt, savedByLogin, version }: Saved): Permissions => ({
  Methods: [...methods],
  Modules: [...modules],
  SavedAt: savedAt,
  SavedBy: savedByLogin,
  Version: version,
});

export const toTokenInfo = (token: TokenInfo): RestTokenInfo => ({
  AllowedCidrs: [...token.allowedCidrs],
  CreatedAt: token.createdAt,
  ExpiresAt: token.expiresAt,
  Id: token.id,
  Kind: token.kind,
  LastUsedAt: token.lastUsedAt,
  Name: token.name,
});

export const toAccessEvent = (event: AccessEvent): RestAccessEvent => ({
  ActorEmail: event.actorLogin,
  ActorId: event.actorUserId,
  Address: event.address,
  After: event.stateAfter,
  At: event.at,
  Before: event.stateBefore,
  Count: event.count,
  Detail: event.detail,
  Id: event.id,
  Kind: event.kind,
  SubjectEmail: event.subjectLogin,
  SubjectId: event.subjectUserId,
  TokenName: event.tokenName,
});
