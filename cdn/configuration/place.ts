import { keyOf } from './document.ts';

type Segment = string | number;

/**
 * Where something stands in a document, as diffs have it: `edgeCnames[www.example.com].cacheRules[0].path`. Entries of lists go by their natural keys,
 * where the document has them, else by their places.
 */
export function placeText(document: unknown, path: readonly PropertyKey[]): string {
  let text = '';
  let here: unknown = document;
  for (const segment of path) {
    const next = member(here, segment);
    text += typeof segment === 'number' ? `[${text.endsWith('cacheRules') ? segment : (naturalKey(next) ?? segment)}]` : `${text === '' ? '' : '.'}${String(segment)}`;
    here = next;
  }
  return text;
}

function naturalKey(entry: unknown): Segment | null {
  const [name, platform, directory] = ['name', 'platform', 'directory'].map((each) => member(entry, each));
  if (typeof name === 'string') return name;
  return typeof platform === 'string' && typeof directory === 'string' ? keyOf({ platform, directory }) : null;
}

const member = (value: unknown, name: PropertyKey): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
