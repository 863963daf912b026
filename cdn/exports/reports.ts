/** The closed set of reports that can be exported, and their rows. */
import type { OutputOf, Route } from '@edgegraph/rest/route.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import { sslOnly } from '@edgegraph/rest/codec.ts';
import { type ExportedReport, exportedReports } from '@edgegraph/rest/reporting/exports.ts';
import { reportLimits } from '@edgegraph/rest/reporting/limits.ts';
import type { RawLog } from '@edgegraph/rest/reporting/raw-logs.ts';
import type { DimensionValue, GroupDimension } from '@edgegraph/rest/reporting/traffic-dimensions.ts';
import type { Metrics } from '@edgegraph/rest/reporting/traffic.ts';
import { reporting } from '@edgegraph/rest/reporting.ts';
import { platforms } from '../configuration/words.ts';
import type { Cell, Row } from './formats.ts';

/** A report's parameters, by the names of its route. */
export type Input = Readonly<Record<string, unknown>>;

/** Asks a report's route. */
export type Ask<R extends Route = Route> = (input: Input) => Promise<OutputOf<R>>;

/** A report that can be exported. */
export interface Report {
  readonly route: Route;
  readonly fileName: string;
  /** The route's parameters that an export may have; how it is paged is none of them. */
  readonly members: readonly string[];
  /** Of every row, in their order. */
  columns(input: Input): readonly string[];
  /** Page by page. Asks as it is read, so that no more than a page is in memory. */
  pages(ask: Ask, input: Input): AsyncIterable<readonly Row[]>;
}

export const reportNames = [...exportedReports, 'rawlogs'] as const;

export type ReportName = (typeof reportNames)[number];

/** A report whose pages are typed by its route; `paging` are the route's parameters that are the export's own. */
const report = <R extends Route>(
  route: R,
  fileName: string,
  columns: Report['columns'],
  pages: (ask: Ask<R>, input: Input) => AsyncIterable<readonly Row[]>,
  paging: readonly string[] = [],
): Report => ({
  route,
  fileName,
  members: Object.keys(route.input.shape).filter((name) => !paging.includes(name)),
  columns,
  // Whoever asks is given this report's route to ask.
  pages: pages as Report['pages'],
});

/** The rows of an answer that comes whole. */
const whole = <R extends Route>(rows: (answer: OutputOf<R>) => readonly Row[]) =>
  async function* (ask: Ask<R>, input: Input): AsyncGenerator<readonly Row[]> {
    yield rows(await ask(input));
  };

const counts = ['requests', 'bytes', 'originBytes', 'hits', 'misses', 'errors', 'hitRatio'] as const;

/** The percentiles that were asked for. */
const percentilesOf = ({ percentiles }: Input): string[] => (percentiles === undefined ? [] : String(percentiles).split(',').map((each) => each.trim()));

const figureColumns = (input: Input): string[] => [
  ...counts,
  ...(input.bandwidth === undefined ? [] : ['bitsPerSecondP95']),
  ...percentilesOf(input).map((percentile) => `timeToFirstByteMsP${percentile}`),
];

const figures = ({ Requests, Bytes, OriginBytes, Hits, Misses, Errors, BitsPerSecondP95, TimeToFirstByteMs }: Metrics): Row => ({
  requests: Requests,
  bytes: Bytes,
  originBytes: OriginBytes,
  hits: Hits,
  misses: Misses,
  errors: Errors,
  hitRatio: Requests === 0n ? null : Number(Hits) / Number(Requests),
  bitsPerSecondP95: BitsPerSecondP95,
  ...Object.fromEntries(Object.entries(TimeToFirstByteMs ?? {}).map(([percentile, ms]) => [`timeToFirstByteMsP${percentile}`, ms])),
});

/** The column of what a report is asked about, if it is asked about several. */
const subjectColumn = ({ cnameids, originids }: Input): string[] => {
  if (cnameids !== undefined) return ['edgeCnameId'];
  return originids === undefined ? [] : ['originId'];
};

const isSeries = ({ interval, intervalid }: Input): boolean => interval !== undefined || intervalid !== undefined;

const traffic = report(
  reporting.getTraffic,
  'traffic',
  (input) => [...subjectColumn(input), ...(isSeries(input) ? ['from', 'to'] : []), ...figureColumns(input), 'completeUntil'],
  (ask, input) =>
    whole<typeof reporting.getTraffic>((subjects) =>
      subjects.flatMap(({ Id, Data, Total, CompleteUntil }) => {
        const [column] = subjectColumn(input);
        const common = { ...(column !== undefined && { [column]: Id }), completeUntil: CompleteUntil };
        if (!isSeries(input)) return [{ ...common, ...figures(Total) }];
        return (Data ?? []).map((point) => ({ ...common, from: point.From, to: point.To, ...figures(point) }));
      }),
    )(ask, input),
);

const keyColumns: Readonly<Record<GroupDimension, string>> = {
  platform: 'platform',
  ssl: 'ssl',
  cname: 'edgeCnameId',
  origin: 'originId',
  path: 'path',
  directory: 'directory',
  status: 'status',
  statusclass: 'statusClass',
  cachestatus: 'cacheStatus',
  pop: 'pop',
  region: 'regionId',
  referrer: 'referrer',
  referrerhost: 'referrerHost',
  useragentfamily: 'userAgentFamily',
  method: 'method',
  protocol: 'protocol',
};

const columnsOfKey = ({ groupby }: Input): string[] =>
  // Its words are those of the route, which has taken the input.
  String(groupby).split(',').map((word) => keyColumns[word.trim() as GroupDimension]);

const { PageGroups, GroupOffset } = reportLimits;

const mostGroups = GroupOffset.value + PageGroups.value;

/** All groups, or the first ones of their order if `first` says how many. */
async function* groupPages(ask: Ask<typeof reporting.getTrafficGroups>, { first, ...input }: Input): AsyncGenerator<readonly Row[]> {
  const columns = columnsOfKey(input);
  const wanted = first === undefined ? Infinity : Number(first);
  for (let offset = 0; offset < wanted; offset += PageGroups.value) {
    const size = Math.min(PageGroups.value, wanted - offset);
    const [page] = await ask({ ...input, first: size, offset, other: offset === 0 ? 1 : 0 });
    const groups = page?.Groups ?? [];
    if (Math.min(wanted, page?.GroupCount ?? 0) > mostGroups) {
      const message = `gives ${page?.GroupCount} groups, of at most ${mostGroups} in an export; ask for the first of them, filter, or group by less.`;
      throw badRequest([{ path: 'groupby', message }]);
    }
    yield groups.map(({ Key, Total }) => ({
      ...Object.fromEntries(Key.map((value, index) => [columns[index], keyCell(columns[index], value)])),
      ...figures(Total),
      completeUntil: page?.CompleteUntil ?? null,
    }));
    if (groups.length < size) return;
  }
}

/** A key's value as the file has it. */
function keyCell(column: string | undefined, value: DimensionValue): Cell {
  if (column === 'platform') return platformName(Number(value));
  return column !== undefined && ['edgeCnameId', 'originId', 'regionId'].includes(column) ? known(Number(value)) : value;
}

/** The platform of a media type id, or of its HTTPS traffic alone. */
const platformName = (mediaTypeId: number): string => platforms.wordOf(Object.entries(sslOnly).find(([id]) => Number(id) === mediaTypeId)?.[1] ?? mediaTypeId);

const bytesByInterval = report(
  reporting.getBytesByInterval,
  'bytes-by-interval',
  () => ['platform', 'sslOnly', 'from', 'bytes'],
  whole<typeof reporting.getBytesByInterval>((series) =>
    series.flatMap(({ MediaTypeId, Data }) =>
      Data.map(({ DateTimeSlice, Bytes }) => ({
        platform: platformName(MediaTypeId),
        sslOnly: MediaTypeId in sslOnly,
        from: `${DateTimeSlice.replace(' ', 'T')}:00Z`,
        bytes: Bytes,
      })),
    ),
  ),
);

const contentColumns = ['path', 'hits', 'hitsRatio', 'bytes', 'bytesRatio', 'durationMs'] as const;

/** What was asked of a file or directory. */
const contentRow = (
  path: string,
  bytesPercent: number,
  { Hits, HitsPercent, DataTransferred, Duration }: { readonly Hits: bigint; readonly HitsPercent: number; readonly DataTransferred: bigint; readonly Duration: number | null },
): Readonly<Record<(typeof contentColumns)[number], Cell>> => ({
  path,
  hits: Hits,
  hitsRatio: HitsPercent / 100,
  bytes: DataTransferred,
  bytesRatio: bytesPercent / 100,
  durationMs: Duration,
});

const logColumns = [
  'time',
  'platform',
  'ssl',
  'edgeCnameId',
  'originId',
  'method',
  'path',
  'query',
  'protocol',
  'status',
  'cacheStatus',
  'bytes',
  'originBytes',
  'timeTakenMs',
  'timeToFirstByteMs',
  'clientIp',
  'referrer',
  'userAgent',
  'pop',
  'regionId',
  'id',
] as const;

const logRow = (log: RawLog): Readonly<Record<(typeof logColumns)[number], Cell>> => ({
  time: log.Time,
  platform: platformName(log.MediaTypeId),
  ssl: log.Ssl,
  edgeCnameId: known(log.CNameId),
  originId: known(log.OriginId),
  method: log.Method,
  path: log.Path,
  query: log.Query,
  protocol: log.Protocol,
  status: log.Status,
  cacheStatus: log.CacheStatus,
  bytes: log.Bytes,
  originBytes: log.OriginBytes,
  timeTakenMs: log.TimeTakenMs,
  timeToFirstByteMs: log.TimeToFirstByteMs,
  clientIp: log.ClientIp,
  referrer: log.Referrer,
  userAgent: log.UserAgent,
  pop: log.Pop,
  regionId: known(log.RegionId),
  id: log.Id,
});

/** Ids are positive; 0 and -1 stand for nothing known. */
const known = (id: number): number | null => (id > 0 ? id : null);

/** Large enough that asking costs little beside reading, small enough that nobody else waits long while it is read. */
const logPage = 5000;

async function* logPages(ask: Ask<typeof reporting.listRawLogs>, input: Input): AsyncGenerator<readonly Row[]> {
  for (let before: string | undefined; ; ) {
    const { RawLogs, Next } = await ask({ ...input, limit: logPage, ...(before !== undefined && { before }) });
    yield RawLogs.map(logRow);
    if (Next === null) return;
    before = Next;
  }
}

export const reports: Readonly<Record<ReportName, Report>> = {
  traffic,
  'traffic/groups': report(
    reporting.getTrafficGroups,
    'traffic-groups',
    (input) => [...columnsOfKey(input), ...figureColumns(input), 'completeUntil'],
    groupPages,
    ['cnameids', 'originids', 'interval', 'offset', 'keys', 'other'],
  ),
  'bytestransferred/interval': bytesByInterval,
  hits: report(
    reporting.getHits,
    'hits-by-status',
    () => ['status', 'hits', 'ratio'],
    whole<typeof reporting.getHits>((hits) => hits.map(({ StatusCode, Hits, HitPercentage }) => ({ status: StatusCode, hits: Hits, ratio: HitPercentage / 100 }))),
  ),
  cachestats: report(
    reporting.getCacheStatuses,
    'cache-statuses',
    () => ['cacheStatus', 'hits'],
    whole<typeof reporting.getCacheStatuses>((statuses) => statuses.map(({ Name, Hits }) => ({ cacheStatus: Name, hits: Hits }))),
  ),
  filestats: report(
    reporting.getFileStats,
    'top-files',
    () => contentColumns,
    whole<typeof reporting.getFileStats>((files) => files.map((file) => contentRow(file.Path, file.DataTransferredPercentage, file))),
  ),
  directorystats: report(
    reporting.getDirectoryStats,
    'top-directories',
    () => contentColumns,
    whole<typeof reporting.getDirectoryStats>((directories) => directories.map((each) => contentRow(each.FullDirectoryPath, each.DataTransferredPercent, each))),
  ),
  completedownloads: report(
    reporting.getCompleteDownloads,
    'complete-downloads',
    () => ['path', 'attempts', 'complete', 'completeRatio'],
    whole<typeof reporting.getCompleteDownloads>((files) =>
      files.map(({ File, DownloadAttempts, CompleteDownloads, CompleteDownloadPercent }) => ({
        path: File,
        attempts: DownloadAttempts,
        complete: CompleteDownloads,
        completeRatio: CompleteDownloadPercent / 100,
      })),
    ),
  ),
  rawlogs: report(reporting.listRawLogs, 'raw-logs', () => logColumns, logPages, ['limit', 'before']),
} satisfies Record<ExportedReport | 'rawlogs', Report>;
