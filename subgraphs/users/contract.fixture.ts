import type { Permissions, User } from '@edgegraph/rest/users.ts';

/** A user's permissions as REST answers them. */
export const permissions = (Version: number): Permissions => ({
  Version,
  Methods: ['GET', 'PUT'],
  Modules: ['CONTENT', 'PURGE_LOAD'],
  SavedBy: 'ada@example.com',
  SavedAt: '2015-05-17T10:05:03.000Z',
});

/** A user as REST answers it. */
export const user = (Id: number): User =>
  ({
    Id,
    Email: `user-${Id}@example.com`,
    FirstName: 'Grace',
    LastName: 'Hopper',
    IsAdmin: 0,
    Permissions: permissions(Id),
    // The contract has further members, such as addresses, that the graph does not read.
  }) as User;
