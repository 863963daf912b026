/** What the access log keeps of a user before and after a change, by the members of the routes. */
import type { NewToken } from '../../database/queries/tokens.ts';
import type { Profile, User } from '../../database/queries/users.ts';
import type { State } from '../../database/tables.ts';
import { toRestProfile } from './translate.ts';

export const userState = (user: User): State => ({ ...profileState(user), ...permissionsState(user) });

export const permissionsState = ({ methods, modules, version }: Pick<User, 'methods' | 'modules' | 'version'>): State => ({
  Methods: methods,
  Modules: modules,
  Version: version,
});

export const tokenState = ({ name = null, expiresAt = null, allowedCidrs = [] }: Omit<NewToken, 'token'>): State => ({
  AllowedCidrs: allowedCidrs,
  ExpiresAt: expiresAt,
  Name: name,
});

/** The members of two profiles that differ, as they were and as they are. */
export function profileChange(before: Profile, after: Profile): { stateBefore: State; stateAfter: State } {
  const [was, is] = [Object.entries(toRestProfile(before)), new Map(Object.entries(toRestProfile(after)))];
  const changed = was.filter(([name, value]) => is.get(name) !== value);
  return {
    stateBefore: Object.fromEntries(changed),
    stateAfter: Object.fromEntries(changed.map(([name]) => [name, is.get(name)])),
  };
}

const profileState = (profile: Profile): State => Object.fromEntries(Object.entries(toRestProfile(profile)).filter(([, value]) => value !== null));
