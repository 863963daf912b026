import type { Problem } from '@edgegraph/schema/errors.ts';
import { YAMLException, dump, load } from 'js-yaml';
import { type ConfigurationDocument, configurationDocument } from './document.ts';
import { placeText } from './place.ts';

/** Of a document as text. */
export const longestDocument = 1_000_000;

/** In a document whose aliases are written out; more than a text of that length can hold without any. */
const mostValues = 500_000;

const note = `# The whole configuration of a customer. What is left out of the lists is deleted when this is applied.
# The keys of token authentication are not in it: they are set by themselves, and stay.
`;

/** The document as text; reads back to the same document. */
export const toYaml = (document: ConfigurationDocument): string => note + dump(document, { lineWidth: -1, noRefs: true });

/** The document of a text, or everything that is wrong with it, each with its place. */
export function fromYaml(text: string): { readonly document: ConfigurationDocument } | { readonly problems: readonly Problem[] } {
  if (Buffer.byteLength(text) > longestDocument) return { problems: [{ path: '', message: 'is too long: at most 1,000,000 bytes.' }] };
  const read = readYaml(text);
  if ('problems' in read) return read;
  if (valuesIn(read.value) > mostValues) return { problems: [{ path: '', message: 'is too large once its aliases are written out.' }] };
  const parsed = configurationDocument.safeParse(read.value);
  if (parsed.success) return { document: parsed.data };
  return { problems: parsed.error.issues.map(({ path, message }) => ({ path: placeText(read.value, path), message })) };
}

function readYaml(text: string): { readonly value: unknown } | { readonly problems: readonly Problem[] } {
  try {
    return { value: load(text, { maxAliases: 100, maxDepth: 20 }) };
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { problems: [{ path: error.mark ? `line ${error.mark.line + 1}` : '', message: `is no YAML that can be read: ${error.reason}.` }] };
  }
}

/** How many there are in all depths; what several aliases stand for counts each time, and is looked at once. */
function valuesIn(value: unknown, known = new Map<unknown, number>()): number {
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value);
  if (before !== undefined) return before;
  const total = Object.values(value).reduce<number>((sum, member) => sum + valuesIn(member, known), 1);
  known.set(value, total);
  return total;
}
