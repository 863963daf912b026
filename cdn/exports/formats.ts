import { jsonText } from '@edgegraph/rest/json.ts';
import type { ExportFormat } from '@edgegraph/rest/reporting/exports.ts';
import { stringify } from 'csv-stringify/sync';

export type Cell = string | number | bigint | boolean | null;

export type Row = Readonly<Record<string, Cell>>;

/** How rows become a file. */
export interface FileFormat {
  readonly contentType: string;
  readonly extension: string;
  /** What stands before the first row. */
  head(columns: readonly string[]): string;
  rows(columns: readonly string[], rows: readonly Row[]): string;
}

/**
 * RFC 4180 with a header row, in UTF-8. Text that a spreadsheet would take for a formula is put behind a `'`, as OWASP advises; numbers stay numbers,
 * negative ones too. Null is an empty cell.
 */
const csv: FileFormat = {
  contentType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  head: (columns) => csvText([columns]),
  rows: (columns, rows) => csvText(rows.map((row) => columns.map((column) => row[column] ?? null))),
};

const csvText = (records: readonly (readonly Cell[])[]): string =>
  stringify(
    records.map((record) => [...record]),
    {
      record_delimiter: 'windows',
      escape_formulas: true,
      quote_record_delimiter: true,
      cast: {
        boolean: String,
        // Which escape_formulas does not know.
        string: (text) => (text.startsWith('\n') ? `'${text}` : text),
      },
    },
  );

/** An object a line, as it is: nothing is escaped but what JSON escapes; integers of any size are numbers. */
const ndjson: FileFormat = {
  contentType: 'application/x-ndjson; charset=utf-8',
  extension: 'ndjson',
  head: () => '',
  rows: (columns, rows) => rows.map((row) => `${jsonText(Object.fromEntries(columns.map((column) => [column, row[column] ?? null])))}\n`).join(''),
};

export const fileFormats: Readonly<Record<ExportFormat, FileFormat>> = { CSV: csv, NDJSON: ndjson };
