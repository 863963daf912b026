import { readFileSync } from 'node:fs';

/** A fenced block of a page: the words behind its fence, and its text. */
export interface FencedBlock {
  readonly language: string;
  /** What follows the language, such as `variables`. */
  readonly note: string;
  readonly text: string;
}

/** A file of the repository, by its path from the root. */
export const readPage = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** The fenced blocks of a page, in order. */
export const fencedBlocks = (page: string): FencedBlock[] =>
  [...page.matchAll(/^ *```(\w+) *(.*)\n([^]*?)^ *```$/gm)].map(([, language = '', note = '', text = '']) => ({
    language,
    note,
    text,
  }));
