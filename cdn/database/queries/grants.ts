import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import type { Selectable } from 'kysely';
import { fromFlag } from '../flag.ts';
import { fromJson } from '../json-text.ts';
import type { UsersTable } from '../tables.ts';

/** What is granted in a user's row: to the administrator everything there is, also what a later release adds. */
export function grantsIn(row: Pick<Selectable<UsersTable>, 'isAdministrator' | 'methods' | 'modules'>) {
  const isAdministrator = fromFlag(row.isAdministrator);
  if (isAdministrator) return { isAdministrator, methods: httpMethods, modules };
  return { isAdministrator, methods: fromJson(row.methods), modules: fromJson(row.modules) };
}
