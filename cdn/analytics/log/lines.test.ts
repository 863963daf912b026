import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines, type LogLine } from './lines.ts';

async function linesOf(...chunks: (string | Buffer)[]): Promise<LogLine[]> {
  const lines: LogLine[] = [];
  for await (const line of splitLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) lines.push(line);
  return lines;
}

describe('the lines of a log', () => {
  it('are numbered by their place in the file; blank ones and headers are left out', async () => {
    expect(await linesOf('#Fields: a\n\none\r\n  \ntwo')).toEqual([
      { number: 3, text: 'one' },
      { number: 5, text: 'two' },
    ]);
  });

  it('may begin with a byte order mark', async () => {
    expect(await linesOf('\uFEFFone\n')).toEqual([{ number: 1, text: 'one' }]);
    expect(await linesOf('\uFEFF#Fields\none\n')).toEqual([{ number: 2, text: 'one' }]);
  });

  it('have a replacement for what is not UTF-8', async () => {
    expect(await linesOf(Buffer.from([0x61, 0xff, 0x0a]))).toEqual([{ number: 1, text: 'a\uFFFD' }]);
  });

  it('are cut when they are too long to be one', async () => {
    const chunk = 'x'.repeat(100_000);
    const [first, second] = await linesOf(chunk, chunk, chunk, '\nnext\n');
    expect(first?.text.length).toBeLessThan(300_000);
    expect(second).toEqual({ number: 2, text: 'next' });
  });

  it('are the same wherever the chunks end', async () => {
    const text = fc.string({ unit: fc.constantFrom('ä', '🦔', 'a', '\n', '\r\n', '#'), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, fc.nat(40), async (whole, cut) => {
        const bytes = Buffer.from(whole);
        expect(await linesOf(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(await linesOf(bytes));
      }),
    );
  });
});
