/** REST's names and the graph's. */
import { allows } from '@edgegraph/permissions/grants.ts';
import { mostFields, mostLevels } from '@edgegraph/permissions/selection-limits.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { AccessEvent as RestAccessEvent } from '@edgegraph/rest/access-log.ts';
import type { TokenInfo as RestTokenInfo } from '@edgegraph/rest/token.ts';
import type { Permissions as RestPermissions, User as RestUser } from '@edgegraph/rest/users.ts';
import { largestPage } from '../connection.ts';
import type {
  AccessEvent,
  Contact,
  ContactInput,
  CreateUserInput,
  Limits,
  Permissions,
  RotateTokenInput,
  SetPermissionsInput,
  TokenInfo,
  UpdateUserInput,
  ViewerCanArgs,
} from '../generated/users.ts';

export interface ViewerModel extends Omit<Viewer, 'methods' | 'modules'> {
  readonly methods: Permissions['methods'];
  readonly modules: Permissions['modules'];
  readonly can: (args: Partial<ViewerCanArgs>) => boolean;
  readonly tokenName: string | null;
  readonly tokenExpiresAt: Date | null;
  readonly limits: Limits;
}

export interface UserModel {
  readonly id: string;
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isAdministrator: boolean;
  readonly contact: Contact;
}

/** What a mutation on a user answers with; the user itself is read when asked for. */
export interface IdModel {
  readonly id: string;
}

export interface IssuedModel extends IdModel {
  readonly issuedToken: string | null;
}

/** What saving permissions answers with; the permissions themselves are read when asked for. */
export interface SavedModel {
  readonly userId: string;
  readonly version: number;
  readonly issuedToken: string | null;
}

export const toViewer = (viewer: Viewer): ViewerModel => ({
  ...viewer,
  methods: [...viewer.methods],
  modules: [...viewer.modules],
  can: ({ method = null, module = null }) => allows(viewer, { method, module }),
  tokenName: viewer.token?.name ?? null,
  tokenExpiresAt: toMoment(viewer.token?.expiresAt),
  limits: { fields: mostFields, levels: mostLevels, pageSize: largestPage },
});

const toMoment = (text: string | null | undefined): Date | null => (text == null ? null : new Date(text));

export const toUser = (user: RestUser): UserModel => ({
  id: String(user.Id),
  login: user.Email,
  firstName: user.FirstName,
  lastName: user.LastName,
  isAdministrator: user.IsAdmin === 1,
  contact: {
    title: user.Title,
    phone: user.Phone,
    mobile: user.Mobile,
    fax: user.Fax,
    address1: user.Address1,
    address2: user.Address2,
    city: user.City,
    state: user.State,
    zip: user.Zip,
    country: user.Country,
  },
});

export const toProfileBody = ({ login, firstName, lastName, contact }: CreateUserInput | UpdateUserInput) => ({
  Email: login,
  FirstName: firstName,
  LastName: lastName,
  ...toContactBody(contact ?? {}),
});

const toContactBody = ({ title, phone, mobile, fax, address1, address2, city, state, zip, country }: ContactInput) => ({
  Title: title,
  Phone: phone,
  Mobile: mobile,
  Fax: fax,
  Address1: address1,
  Address2: address2,
  City: city,
  State: state,
  Zip: zip,
  Country: country,
});

/** Where the members of toProfileBody come from in `input`. */
export const profileMembers = {
  id: 'id',
  Email: 'login',
  FirstName: 'firstName',
  LastName: 'lastName',
  Title: 'contact.title',
  Phone: 'contact.phone',
  Mobile: 'contact.mobile',
  Fax: 'contact.fax',
  Address1: 'contact.address1',
  Address2: 'contact.address2',
  City: 'contact.city',
  State: 'contact.state',
  Zip: 'contact.zip',
  Country: 'contact.country',
  Methods: 'methods',
  Modules: 'modules',
};

export const toPermissions = ({ Version, Methods, Modules, SavedBy, SavedAt }: RestPermissions): Permissions => ({
  version: Version,
  methods: Methods,
  modules: Modules,
  savedByLogin: SavedBy,
  savedAt: toMoment(SavedAt),
});

export const toPermissionsBody = ({ methods, modules, expectedVersion }: SetPermissionsInput) => ({
  Methods: [...methods],
  Modules: [...modules],
  Version: expectedVersion,
});

/** Where the members of toPermissionsBody come from in `input`. */
export const permissionsMembers = { Methods: 'methods', Modules: 'modules', Version: 'expectedVersion', id: 'userId' };

export const toSaved = (userId: string, { Version, Token }: { readonly Version: number; readonly Token: string | null }): SavedModel => ({
  userId,
  version: Version,
  issuedToken: Token,
});

export const toTokenInfo = (token: RestTokenInfo): TokenInfo => ({
  id: token.Id,
  kind: token.Kind === 'primary' ? 'PRIMARY' : 'BACKUP',
  name: token.Name,
  createdAt: new Date(token.CreatedAt),
  expiresAt: toMoment(token.ExpiresAt),
  lastUsedAt: toMoment(token.LastUsedAt),
  allowedCidrs: token.AllowedCidrs,
});

export const toTokenSettings = ({ name, expiresAt, allowedCidrs }: RotateTokenInput) => ({
  Name: name,
  ExpiresAt: expiresAt?.toISOString(),
  AllowedCidrs: allowedCidrs && [...allowedCidrs],
});

/** Where the members of toTokenSettings come from in `input`. */
export const tokenMembers = { Name: 'name', ExpiresAt: 'expiresAt', AllowedCidrs: 'allowedCidrs', id: 'userId' };

export const toAccessEvent = (event: RestAccessEvent): AccessEvent => ({
  id: event.Id,
  at: new Date(event.At),
  kind: event.Kind,
  actorLogin: event.ActorEmail,
  tokenName: event.TokenName,
  address: event.Address,
  subjectLogin: event.SubjectEmail,
  before: toJson(event.Before),
  after: toJson(event.After),
  detail: event.Detail,
  count: event.Count,
});

const toJson = (state: RestAccessEvent['Before']): string | null => (state === null ? null : JSON.stringify(state));
