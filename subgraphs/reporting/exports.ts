/** Reports as files, behind links. */
import type { ExportedReport as ReportWord } from '@edgegraph/rest/reporting/exports.ts';
import { atArguments } from '../errors.ts';
import type { ContentExport, ExportedReport, Resolvers, TrafficExport, TrafficGroupsExport } from '../generated/reporting.ts';
import { mediaTypeOf } from '../platform.ts';
import { toReportMediaType } from '../report-media-type.ts';
import type { Context } from './loaders.ts';
import { fixedBuckets, intervalWord, toFixedBucket, toWindow } from './range.ts';
import { toRawLogSearch } from './raw-logs.ts';
import { toRestFilter } from './traffic-filter.ts';
import { toPageInput } from './traffic-groups.ts';
import { reportMembers } from './translate.ts';

export const exports = {
  Mutation: {
    createExport: async (_root, { input: { report, format, expiresInSeconds } }, { rest, caller }) => {
      const { name, toRest } = chosen(report, new Date());
      const { Report, Input, members } = await atArguments(Promise.try(toRest), ownMembers, `input.report.${name}.`);
      const created = rest.reporting.createExport({ body: { Report, Input, Format: format, ExpiresInSeconds: expiresInSeconds } }, caller);
      return toPayload(await atArguments(created, below(members, `report.${name}.`), 'input.'));
    },
    createRawLogExport: async (_root, { input: { format, expiresInSeconds, ...search } }, { rest, caller }) => {
      const { input, members } = await atArguments(Promise.try(() => toRawLogSearch(search, new Date())), ownMembers, 'input.');
      const created = rest.reporting.createRawLogExport({ body: { Input: input, Format: format, ExpiresInSeconds: expiresInSeconds } }, caller);
      return toPayload(await atArguments(created, below(members, ''), 'input.'));
    },
  },
} satisfies Resolvers<Context>;

/** A report as REST exports it, and where the members of its input come from in the report's arguments. */
interface RestExport {
  readonly Report: ReportWord;
  readonly Input: Readonly<Record<string, unknown>>;
  readonly members: Readonly<Record<string, string>>;
}

/** The one report that is given, to be translated. */
function chosen(report: ExportedReport, now: Date): { readonly name: keyof ExportedReport; readonly toRest: () => RestExport } {
  const { traffic, trafficGroups, bytesByInterval, hitsByStatus, cacheStatuses, topFiles, topDirectories, completeDownloads } = report;
  if (traffic) return { name: 'traffic', toRest: () => toTraffic(traffic, now) };
  if (trafficGroups) return { name: 'trafficGroups', toRest: () => toTrafficGroups(trafficGroups, now) };
  if (bytesByInterval) {
    const { range, every, platform, sslOnly, pops, regionId } = bytesByInterval;
    return {
      name: 'bytesByInterval',
      toRest: () => {
        const bucket = toFixedBucket(every);
        const place = { pops: pops?.join(), regionid: regionId, mediatypeid: toReportMediaType(platform, sslOnly ?? false) };
        return plain('bytestransferred/interval', { ...datesOf(toWindow(range, bucket, now)), ...place, intervalid: fixedBuckets[bucket] });
      },
    };
  }
  if (hitsByStatus) {
    const { range, platform } = hitsByStatus;
    return { name: 'hitsByStatus', toRest: () => plain('hits', { ...datesOf(toWindow(range, 'HOUR', now)), platform: platform ? mediaTypeOf(platform) : 0 }) };
  }
  if (cacheStatuses) {
    const { range, platform } = cacheStatuses;
    return { name: 'cacheStatuses', toRest: () => plain('cachestats', { ...datesOf(toWindow(range, 'HOUR', now)), platform: mediaTypeOf(platform) }) };
  }
  const ofContent = ({ range, platform }: ContentExport) => ({ ...datesOf(toWindow(range, 'DAY', now)), platform: mediaTypeOf(platform) });
  if (topFiles) return { name: 'topFiles', toRest: () => plain('filestats', ofContent(topFiles)) };
  if (topDirectories) return { name: 'topDirectories', toRest: () => plain('directorystats', ofContent(topDirectories)) };
  if (completeDownloads) return { name: 'completeDownloads', toRest: () => plain('completedownloads', ofContent(completeDownloads)) };
  throw new Error('GraphQL has let an input without its one member pass.');
}

const datesOf = ({ begindate, enddate }: { readonly begindate: string; readonly enddate: string }) => ({ begindate, enddate });

const plain = (Report: ReportWord, Input: RestExport['Input']): RestExport => ({ Report, Input: given(Input), members: reportMembers });

/** Without what was left out. */
const given = (input: RestExport['Input']): RestExport['Input'] => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined && value !== null));

/** What both exports of traffic read. */
function toFigures({ range, filter, bitsPerSecondP95, timeToFirstBytePercentiles }: TrafficExport | TrafficGroupsExport, now: Date) {
  const { filter: tree, members } = toRestFilter(filter);
  return {
    input: {
      ...datesOf(toWindow(range, 'FIVE_MINUTES', now)),
      filter: tree,
      bandwidth: bitsPerSecondP95 === true ? 1 : undefined,
      percentiles: timeToFirstBytePercentiles?.join(),
    },
    members: { begindate: 'range.from', enddate: 'range.to', percentiles: 'timeToFirstBytePercentiles', ...members },
  };
}

function toTraffic(asked: TrafficExport, now: Date): RestExport {
  const { timeZone, every, edgeCnameIds, originIds } = asked;
  const { input, members } = toFigures(asked, now);
  return {
    Report: 'traffic',
    Input: given({ ...input, timezone: timeZone, interval: every && intervalWord[every], cnameids: edgeCnameIds?.join(), originids: originIds?.join() }),
    members: { timezone: 'timeZone', interval: 'every', cnameids: 'edgeCnameIds', originids: 'originIds', ...members },
  };
}

function toTrafficGroups(asked: TrafficGroupsExport, now: Date): RestExport {
  const { by, orderBy, first } = asked;
  const { input, members } = toFigures(asked, now);
  const { groupby, orderby } = toPageInput({ by, orderBy });
  return {
    Report: 'traffic/groups',
    Input: given({ ...input, groupby, orderby, first }),
    members: { groupby: 'by', orderby: 'orderBy', first: 'first', ...members },
  };
}

/** Paths that the translation itself refuses, as they are. */
const ownMembers = { 'range.from': 'range.from', 'range.to': 'range.to', 'range.last': 'range.last' };

/** Where the members of the body come from in `input`; `at` is where the report's arguments are. */
const below = (members: RestExport['members'], at: string): RestExport['members'] => ({
  ...Object.fromEntries(Object.entries(members).map(([name, path]) => [`Input.${name}`, at + path])),
  ExpiresInSeconds: 'expiresInSeconds',
  Format: 'format',
});

const toPayload = ({ Url, FileName, ExpiresAt }: { readonly Url: string; readonly FileName: string; readonly ExpiresAt: string }) => ({
  url: Url,
  fileName: FileName,
  expiresAt: new Date(ExpiresAt),
});
