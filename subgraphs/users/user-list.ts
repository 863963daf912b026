import type { UserOrder } from '../generated/users.ts';
import type { UserModel } from './translate.ts';

/** What each order of users compares. */
export const orderKeys: Readonly<Record<UserOrder, (user: UserModel) => string | number>> = {
  ID: ({ id }) => Number(id),
  LOGIN: ({ login }) => login,
  NAME: ({ firstName, lastName }) => `${lastName} ${firstName}`,
};

/** The users whose login, first or last name contains the text, whatever the case of its letters; all, without a text. */
export function searched(users: readonly UserModel[], text: string | null | undefined): readonly UserModel[] {
  const wanted = text?.trim().toLowerCase() ?? '';
  return wanted === '' ? users : users.filter(({ login, firstName, lastName }) => `${login}\n${firstName} ${lastName}`.toLowerCase().includes(wanted));
}
