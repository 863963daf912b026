import { describe, expect, it } from 'vitest';
import { connection } from '../connection.ts';
import type { UserModel } from './translate.ts';
import { orderKeys, searched } from './user-list.ts';

const user = (id: string, login: string, firstName: string, lastName: string): UserModel => ({
  id,
  login,
  firstName,
  lastName,
  isAdministrator: false,
  contact: {},
});

const users = [user('1', 'zoe@example.com', 'Zoe', 'Adams'), user('2', 'bob@example.com', 'Bob', 'adams'), user('3', 'Ann@example.com', 'Ann', 'Zorn')];

const ids = (found: readonly UserModel[]) => found.map(({ id }) => id);

describe('a search of users', () => {
  it('finds a part of login, first or last name, whatever the case of its letters', () => {
    expect(ids(searched(users, 'ADAMS'))).toEqual(['1', '2']);
    expect(ids(searched(users, 'ann@'))).toEqual(['3']);
    expect(ids(searched(users, 'bob adams'))).toEqual(['2']);
    expect(ids(searched(users, ' '))).toEqual(['1', '2', '3']);
    expect(ids(searched(users, 'nobody'))).toEqual([]);
  });
});

describe('an order of users', () => {
  it('pages by login and by name without regard to case, the id deciding where they are the same', () => {
    const all = (order: keyof typeof orderKeys): string[] => {
      const first = connection(users, { first: 2 }, orderKeys[order]);
      const second = connection(users, { first: 2, after: first.pageInfo.endCursor }, orderKeys[order]);
      return ids([...first.nodes, ...second.nodes]);
    };
    expect(all('ID')).toEqual(['1', '2', '3']);
    expect(all('LOGIN')).toEqual(['3', '2', '1']);
    expect(all('NAME')).toEqual(['2', '1', '3']);
  });
});
