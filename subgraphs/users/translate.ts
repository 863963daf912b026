/** REST's names and the graph's. */
import { allows } from '@edgegraph/permissions/grants.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import type { Permissions as RestPermissions, User as RestUser } from '@edgegraph/rest/users.ts';
import type { Permissions, SetPermissionsInput, ViewerCanArgs } from '../generated/users.ts';

export interface ViewerModel extends Omit<Viewer, 'methods' | 'modules'> {
  readonly methods: Permissions['methods'];
  readonly modules: Permissions['modules'];
  readonly can: (args: Partial<ViewerCanArgs>) => boolean;
}

export interface UserModel {
  readonly id: string;
  readonly login: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly isAdministrator: boolean;
}

/** What saving permissions answers with; the permissions themselves are read when asked for. */
export interface SetPermissionsModel {
  readonly userId: string;
  readonly version: number;
  readonly issuedToken: string | null;
}

export const toViewer = (viewer: Viewer): ViewerModel => ({
  ...viewer,
  methods: [...viewer.methods],
  modules: [...viewer.modules],
  can: ({ method = null, module = null }) => allows(viewer, { method, module }),
});

export const toUser = (user: RestUser): UserModel => ({
  id: String(user.Id),
  login: user.Email,
  firstName: user.FirstName,
  lastName: user.LastName,
  isAdministrator: user.IsAdmin === 1,
});

export const toPermissions = ({ Version, Methods, Modules, SavedBy, SavedAt }: RestPermissions): Permissions => ({
  version: Version,
  methods: Methods,
  modules: Modules,
  savedByLogin: SavedBy,
  savedAt: SavedAt === null ? null : new Date(SavedAt),
});

export const toPermissionsBody = ({ methods, modules, expectedVersion }: SetPermissionsInput) => ({
  Methods: [...methods],
  Modules: [...modules],
  Version: expectedVersion,
});

/** Where the members of toPermissionsBody come from in `input`. */
export const permissionsMembers = { Methods: 'methods', Modules: 'modules', Version: 'expectedVersion', id: 'userId' };
