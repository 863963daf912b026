import { StringDecoder } from 'node:string_decoder';

/** In UTF-16 units. Of a longer line one unit more than this is given, so that it is seen to be too long; memory stays bounded. */
export const longestLine = 128 * 1024;

/**
 * Lines without their line breaks, some at a time. Bytes that aren't UTF-8 become U+FFFD. The last needs no line break; where the chunks end with an
 * error it is not given.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.write(chunk)).split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine + 1);
    if (lines.length > 0) yield lines;
  }
  rest += decoder.end();
  if (rest !== '') yield [rest];
}
