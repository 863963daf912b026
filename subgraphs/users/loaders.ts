import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { TokenInfo } from '@edgegraph/rest/token.ts';
import type { Permissions as RestPermissions, User as RestUser } from '@edgegraph/rest/users.ts';
import DataLoader from 'dataloader';
import type { SubgraphContext } from '../context.ts';

export type Context = SubgraphContext<ReturnType<typeof createLoaders>>;

export function createLoaders(rest: RestClient, caller: Caller) {
  /** The one list of all users, under any key. */
  const allUsers = new DataLoader(async (keys: readonly 'all'[]) => {
    const users = await rest.users.listUsers({}, caller);
    return keys.map(() => users);
  });

  const fromList = async (ids: readonly string[]): Promise<(RestUser | null)[]> => {
    const byId = new Map((await allUsers.load('all')).map((user) => [String(user.Id), user]));
    return ids.map((id) => byId.get(id) ?? null);
  };

  /** Users by id: one is read by itself, several by the list. An unknown id gives null. */
  const user = new DataLoader<string, RestUser | null>(async (ids) => {
    const [id] = ids;
    return id !== undefined && ids.length === 1 ? [await rest.users.getUser({ id }, caller)] : fromList(ids);
  });

  /** Permissions by the user's id: one user's are read by themselves, several by the list. An unknown id gives null. */
  const permissions = new DataLoader<string, RestPermissions | null>(async (ids) => {
    const [id] = ids;
    if (id !== undefined && ids.length === 1) return [await rest.users.getPermissions({ id }, caller)];
    return (await fromList(ids)).map((found) => found?.Permissions ?? null);
  });

  /** Tokens by the user's id: one user's are read by themselves, several by the list. An unknown user has none. */
  const tokens = new DataLoader<string, readonly TokenInfo[]>(async (ids) => {
    const [id] = ids;
    if (id !== undefined && ids.length === 1) return [await rest.users.listTokens({ id }, caller)];
    const byUser = Map.groupBy(await rest.users.listAllTokens({}, caller), ({ UserId }) => String(UserId));
    return ids.map((each) => byUser.get(each) ?? []);
  });

  return { allUsers, user, permissions, tokens };
}
