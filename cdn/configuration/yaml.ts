import type { Problem } from '@edgegraph/schema/errors.ts';
import { parseDocument, stringify } from 'yaml';
import { type ConfigurationDocument, configurationDocument } from './document.ts';
import { placeText } from './place.ts';

/** Of a document as text. */
export const longestDocument = 1_000_000;

const note = `# The whole configuration of a customer. What is left out of the lists is deleted when this is applied.
# The keys of token authentication are not in it: they are set by themselves, and stay.
`;

/** The document as text; reads back to the same document. */
export const toYaml = (document: ConfigurationDocument): string => note + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });

/** The document of a text, or everything that is wrong with it, each with its place. */
export function fromYaml(text: string): { readonly document: ConfigurationDocument } | { readonly problems: readonly Problem[] } {
  if (Buffer.byteLength(text) > longestDocument) return { problems: [{ path: '', message: 'is too long: at most 1,000,000 bytes.' }] };
  const read = readYaml(text);
  if ('problems' in read) return read;
  const parsed = configurationDocument.safeParse(read.value);
  if (parsed.success) return { document: parsed.data };
  return { problems: parsed.error.issues.map(({ path, message }) => ({ path: placeText(read.value, path), message })) };
}

function readYaml(text: string): { readonly value: unknown } | { readonly problems: readonly Problem[] } {
  try {
    const yaml = parseDocument(text, { prettyErrors: false, logLevel: 'silent', stringKeys: true });
    const strange = [...yaml.errors, ...yaml.warnings];
    if (strange.length > 0) return { problems: strange.slice(0, 20).map(({ message, pos: [offset] }) => ({ path: lineOf(text, offset), message: `is no YAML: ${message}` })) };
    return { value: yaml.toJS({ maxAliasCount: 100 }) };
  } catch (error) {
    // Too many aliases, or nested too deeply for the parser.
    return { problems: [{ path: '', message: error instanceof ReferenceError ? `has too many aliases: ${error.message}` : 'can not be read as YAML; it may be nested too deeply.' }] };
  }
}

const lineOf = (text: string, offset: number): string => `line ${text.slice(0, offset).split('\n').length}`;
