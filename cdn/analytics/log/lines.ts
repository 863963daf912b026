import { StringDecoder } from 'node:string_decoder';

export interface LogLine {
  /** From 1 upward, counting every line of the file. */
  readonly number: number;
  /** Without its line break. Bytes that aren't UTF-8 are replaced by U+FFFD. */
  readonly text: string;
}

/** Longer lines are cut here, so that a file without line breaks needs no more memory than this; in UTF-16 units. */
const longestLine = 128 * 1024;

/** The lines that record a request; blank ones and headers (`#`) are left out. The last needs no line break. */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<LogLine> {
  const decoder = new StringDecoder('utf8');
  let number = 0;
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const line of lines) {
      number += 1;
      if (isRecord(line)) yield { number, text: trimmed(line) };
    }
  }
  rest += decoder.end();
  if (isRecord(rest)) yield { number: number + 1, text: trimmed(rest) };
}

const isRecord = (line: string): boolean => !line.startsWith('#') && !line.startsWith('\uFEFF#') && line.trim() !== '';

/** Without a byte order mark and a carriage return. */
const trimmed = (line: string): string => line.replace(/^\uFEFF/, '').replace(/\r$/, '');
