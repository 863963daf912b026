import type { Line } from './log.ts';

type Key = string | number;

/** A dimension of the traffic report: its names, and what the log says of a line. */
export interface Dimension {
  /** In REST. */
  readonly word: string;
  /** In the graph. */
  readonly name: string;
  /** The member of the graph's key. */
  readonly field: string;
  /** What REST gives for a line. */
  readonly keyOf: (line: Line) => Key;
  /** What the graph gives for REST's value, if that is another. */
  readonly inGraph?: (key: Key) => Key | null | boolean;
}

const statusClasses: Readonly<Record<string, string>> = { '2xx': 'SUCCESSFUL', '3xx': 'REDIRECTION', '4xx': 'CLIENT_ERROR', '5xx': 'SERVER_ERROR' };

const asId = (key: Key): string => String(key);

/** All but the user agent's family, which the log does not tell by itself. What the log does not know at all is the same for each line. */
export const dimensions: readonly Dimension[] = [
  { word: 'platform', name: 'PLATFORM', field: 'platform', keyOf: () => 3, inGraph: () => 'HTTP_LARGE' },
  { word: 'ssl', name: 'SSL', field: 'ssl', keyOf: () => 0, inGraph: () => false },
  { word: 'cname', name: 'EDGE_CNAME', field: 'edgeCnameId', keyOf: () => 1, inGraph: asId },
  { word: 'origin', name: 'ORIGIN', field: 'originId', keyOf: () => 1, inGraph: asId },
  { word: 'path', name: 'PATH', field: 'path', keyOf: ({ path }) => path },
  { word: 'directory', name: 'DIRECTORY', field: 'directory', keyOf: ({ directory }) => directory },
  { word: 'status', name: 'STATUS', field: 'status', keyOf: ({ status }) => status },
  { word: 'statusclass', name: 'STATUS_CLASS', field: 'statusClass', keyOf: ({ status }) => `${Math.floor(status / 100)}xx`, inGraph: (key) => statusClasses[key] ?? null },
  { word: 'cachestatus', name: 'CACHE_STATUS', field: 'cacheStatus', keyOf: () => 'NONE' },
  { word: 'pop', name: 'POP', field: 'pop', keyOf: () => '' },
  { word: 'region', name: 'REGION', field: 'regionId', keyOf: () => -1, inGraph: () => null },
  { word: 'referrer', name: 'REFERRER', field: 'referrer', keyOf: ({ referrer }) => referrer },
  { word: 'referrerhost', name: 'REFERRER_HOST', field: 'referrerHost', keyOf: ({ referrerHost }) => referrerHost },
  { word: 'method', name: 'METHOD', field: 'method', keyOf: ({ method }) => method },
  { word: 'protocol', name: 'PROTOCOL', field: 'protocol', keyOf: ({ protocol }) => protocol },
];
