import { isDeepStrictEqual } from 'node:util';
import { dump } from 'js-yaml';
import { type ConfigurationDocument, type EdgeCnameEntry, keyOf } from './document.ts';

/** One difference of two documents. */
export interface Change {
  /** Where, such as `edgeCnames[www.example.com].cacheRules[/images/*].ttlSeconds`. */
  readonly path: string;
  /** The value as YAML on one line; null: there was nothing. */
  readonly before: string | null;
  /** Null: there is nothing any more. */
  readonly after: string | null;
}

const empty: Pick<ConfigurationDocument, 'origins' | 'edgeCnames' | 'tokenDirectories'> = { origins: [], edgeCnames: [], tokenDirectories: [] };

/** What turns one document into another, in the order of the document; empty exactly if they are equal. Without a document before, everything is new. */
export function diff(before: ConfigurationDocument | null, after: ConfigurationDocument): Change[] {
  const { origins, edgeCnames, tokenDirectories } = before ?? empty;
  return [
    ...keyed('origins', byKey(origins, keyOf), byKey(after.origins, keyOf)),
    ...keyed('edgeCnames', byKey(edgeCnames, ({ name }) => name), byKey(after.edgeCnames, ({ name }) => name)),
    ...keyed('tokenDirectories', byKey(tokenDirectories, keyOf), byKey(after.tokenDirectories, keyOf)),
    ...values('cacheSettings', before?.cacheSettings, after.cacheSettings),
    ...values('logs', before?.logs, after.logs),
  ];
}

type Keyed = ReadonlyMap<string, unknown>;

const byKey = <Entry>(entries: readonly Entry[], key: (entry: Entry) => string): Keyed => new Map(entries.map((entry) => [key(entry), entry]));

function keyed(path: string, before: Keyed, after: Keyed): Change[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => values(`${path}[${key}]`, before.get(key), after.get(key)));
}

/** Objects member by member, cache rules rule by rule, all else as a whole. Undefined: nothing. */
function values(path: string, before: unknown, after: unknown): Change[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (path.endsWith('.cacheRules') && Array.isArray(before) && Array.isArray(after)) return rules(path, before, after);
  if (isObject(before) && isObject(after)) {
    const names = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...names].flatMap((name) => values(`${path}.${name}`, before[name], after[name]));
  }
  return [{ path, before: text(before), after: text(after) }];
}

type Rules = EdgeCnameEntry['cacheRules'];

/** By their paths, if none stands there twice, and then their order; else by their places. */
function rules(path: string, before: Rules, after: Rules): Change[] {
  const [was, is] = [before, after].map((each) => each.map((rule) => rule.path)) as [string[], string[]];
  const areKeys = [was, is].every((paths) => new Set(paths).size === paths.length);
  if (!areKeys) return keyed(path, new Map(before.map((rule, place) => [String(place), rule])), new Map(after.map((rule, place) => [String(place), rule])));
  const stayed = was.filter((each) => is.includes(each));
  const order = is.filter((each) => was.includes(each));
  return [
    ...keyed(path, byKey(before, (rule) => rule.path), byKey(after, (rule) => rule.path)),
    ...(isDeepStrictEqual(stayed, order) ? [] : [{ path: `${path} (order)`, before: text(stayed), after: text(order) }]),
  ];
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const text = (value: unknown): string | null => (value === undefined ? null : dump(value, { flowLevel: 0, lineWidth: -1 }).trimEnd());
