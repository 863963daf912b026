import { type DocumentNode, print, separateOperations } from 'graphql';

/** An operation of the editor's text, alone. */
export interface Operation {
  /** With the fragments that it uses, and no others. */
  readonly text: string;
  /** What to call it: by its name only where the text has several. */
  readonly subject: string;
}

/** The operation of that name, or the first; null if there is none. */
export function operationIn(document: DocumentNode, name: string | undefined): Operation | null {
  const operations = Object.entries(separateOperations(document));
  const [found, alone] = operations.find(([key]) => key === name) ?? operations[0] ?? [];
  if (found === undefined || !alone) return null;
  return { text: print(alone), subject: operations.length > 1 && found !== '' ? found : 'This operation' };
}
