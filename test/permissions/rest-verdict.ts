import type { Route } from '@edgegraph/rest/route.ts';
import { users } from '@edgegraph/rest/users.ts';
import { ownAccount } from './arguments.ts';
import { type FieldSelection, type Operation, type Selection, selectedFields } from './operation.ts';
import type { Admission, RecordedProduct } from './recorded-product.ts';
import type { RoutesBehind } from './routes-behind.ts';

/** What REST says of everything that an operation asks. */
export interface RestVerdict {
  /** Whether the token is nobody's, or its customer's calls are all refused. */
  readonly isNobody: boolean;
  /** By each route behind a selected field. */
  readonly admissions: ReadonlyMap<Route, Admission>;
  readonly isDenied: (field: FieldSelection) => boolean;
  /** The selected fields with `@access`, by type and name, that some route stands behind. */
  readonly allowed: ReadonlySet<string>;
  readonly denied: ReadonlySet<string>;
}

/** Asks the services' door about each route behind each selected field, and about each account that is named. Throws if the routes of one field differ. */
export async function restVerdict(product: RecordedProduct, behind: RoutesBehind, { selections }: Operation, token: string): Promise<RestVerdict> {
  const admissions = new Map<Route, Admission>();
  const byField = new Map<string, Admission>();
  const accounts = new Map<string, Admission>();
  for (const field of everySelected(selections)) {
    const name = `${field.type}.${field.name}`;
    for (const route of behind.get(name) ?? []) {
      const admission = admissions.get(route) ?? (await product.admission(route, token, ownAccount));
      admissions.set(route, admission);
      if ((byField.get(name) ?? admission) !== admission) throw new Error(`The routes behind ${name} differ in what they allow.`);
      byField.set(name, admission);
    }
    // The route that asks least of a token still asks that the account be its own.
    const { account } = field.arguments;
    if (account !== null) accounts.set(account, await product.admission(users.getSelf, token, account));
  }
  const fieldsThatAre = (wanted: Admission) => new Set([...byField].flatMap(([name, admission]) => (admission === wanted ? [name] : [])));
  return {
    isNobody: (await product.admission(users.getTokenOwner, token, '')) === 'nobody',
    admissions,
    isDenied: ({ type, name, arguments: { account } }) => byField.get(`${type}.${name}`) === 'denied' || (account !== null && accounts.get(account) === 'denied'),
    allowed: fieldsThatAre('allowed'),
    denied: fieldsThatAre('denied'),
  };
}

/** Every selected field, at any depth. */
const everySelected = (selections: readonly Selection[]): FieldSelection[] =>
  [...selectedFields(selections).values()].flatMap((field) => [field, ...everySelected(field.selections)]);
