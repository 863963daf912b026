import type { FormattedExecutionResult } from 'graphql';
import { type FieldSelection, type Operation, type Selection, selectedFields } from './operation.ts';

/** Whether REST refuses what the field asks. */
export type IsDenied = (field: FieldSelection) => boolean;

type Path = readonly (string | number)[];

/** What the graph should say of an operation: the HTTP status, whether there is `data`, and where FORBIDDEN stands, each path as text, in order. */
export interface Verdict {
  readonly status: number;
  readonly hasData: boolean;
  readonly forbidden: readonly string[];
}

/** A mutation or subscription of which a root field is denied runs not at all, nor does a query of which everything is denied; else what is denied is null. */
export function expectedVerdict({ kind, selections }: Operation, isDenied: IsDenied, data: FormattedExecutionResult['data']): Verdict {
  const denied = deniedPaths(selections, isDenied);
  const isRefused =
    kind !== 'query' ? [...selectedFields(selections).values()].some(isDenied) : denied.length > 0 && !asksWhatIsAllowed(selections, isDenied);
  if (isRefused) return { status: 403, hasData: false, forbidden: inOrder(denied) };
  return { status: 200, hasData: true, forbidden: inOrder(deniedPlaces(selections, isDenied, data)) };
}

/** What the graph says to a token that is nobody's. */
export const unauthenticated: Verdict = { status: 401, hasData: false, forbidden: [] };

/** What the graph did say. Throws on a denied place that is not null, on FORBIDDEN without its status, and on a 401 that says more. */
export function verdictOf({ status, body }: { readonly status: number; readonly body: FormattedExecutionResult }): Verdict {
  const forbidden = (body.errors ?? []).filter(({ extensions }) => extensions?.code === 'FORBIDDEN');
  for (const { path = [], extensions } of forbidden) {
    if (extensions?.status !== 403) throw new Error(`FORBIDDEN at ${path.join('.')} has the status ${String(extensions?.status)}.`);
    if (body.data && valueAt(body.data, path) !== null) throw new Error(`${path.join('.')} is FORBIDDEN and has a value.`);
  }
  const codes = (body.errors ?? []).map(({ extensions }) => extensions?.code);
  if (status === 401 && codes.join() !== 'UNAUTHENTICATED') throw new Error(`401 comes with the errors ${codes.join()}.`);
  return { status, hasData: 'data' in body, forbidden: inOrder(forbidden.map(({ path = [] }) => path)) };
}

const inOrder = (paths: readonly Path[]): string[] => paths.map((path) => path.join('.')).toSorted();

/** Without list indexes; nothing below a denied field. */
const deniedPaths = (selections: readonly Selection[], isDenied: IsDenied): Path[] =>
  [...selectedFields(selections)].flatMap(([key, field]) =>
    isDenied(field) ? [[key]] : deniedPaths(field.selections, isDenied).map((path) => [key, ...path]),
  );

/** The customer reads nothing by itself. */
const asksWhatIsAllowed = (selections: readonly Selection[], isDenied: IsDenied): boolean =>
  [...selectedFields(selections).values()].some(
    (field) => !isDenied(field) && ((field.isGuarded && field.name !== 'customer') || asksWhatIsAllowed(field.selections, isDenied)),
  );

/** With list indexes; nothing below what came back as null for whatever reason. */
function deniedPlaces(selections: readonly Selection[], isDenied: IsDenied, value: unknown): Path[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => deniedPlaces(selections, isDenied, item).map((path) => [index, ...path]));
  if (value === null || typeof value !== 'object') return [];
  return [...selectedFields(selections)].flatMap(([key, field]) => {
    if (isDenied(field)) return [[key]];
    return deniedPlaces(field.selections, isDenied, Reflect.get(value, key)).map((path) => [key, ...path]);
  });
}

const valueAt = (data: object, path: Path): unknown =>
  path.reduce<unknown>((value, key) => (value !== null && typeof value === 'object' ? Reflect.get(value, key) : undefined), data);
