import { latestTime, type RequestEvent } from '../event.ts';

/** What a log's line says of a request; its source, customer and place are known from elsewhere. */
export type LogFields = Omit<
  RequestEvent,
  'source' | 'sequence' | 'accountNumber' | 'mediaTypeId' | 'cnameId' | 'originId' | 'pop' | 'regionId'
>;

/** Why a line can't be read. */
export interface LogProblem {
  readonly problem: string;
}

/** A quoted field's content, with escapes, as a regular expression's source. */
export const quotedContent = String.raw`(?:[^"\\]|\\.)*`;

/** A quoted field's content without its escapes of `"` and `\`; `-` stands for nothing. */
export const unquoted = (text: string): string => (text === '-' ? '' : text.replaceAll(/\\(["\\])/g, '$1'));

/** A count of bytes; `-` or nothing is 0; undefined if it is no count. */
export function parseCount(text: string): number | undefined {
  if (text === '-' || text === '') return 0;
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Whether a moment, in milliseconds since 1970, can be stored. */
export const isStorable = (time: number): boolean => Number.isInteger(time) && time >= 0 && time <= latestTime;

/** Path, query and scheme of a request's target, be it absolute (`https://host/path?query`) or not. */
export function parseTarget(target: string): Pick<LogFields, 'path' | 'query' | 'ssl'> {
  const [, scheme, pathAndQuery = ''] = /^(?:(https?):\/\/[^/?]*)?(.*)$/is.exec(target) ?? [];
  const mark = pathAndQuery.indexOf('?');
  const path = mark < 0 ? pathAndQuery : pathAndQuery.slice(0, mark);
  return {
    path: path === '' ? '/' : path,
    query: mark < 0 ? '' : pathAndQuery.slice(mark + 1),
    ssl: scheme?.toLowerCase() === 'https',
  };
}
