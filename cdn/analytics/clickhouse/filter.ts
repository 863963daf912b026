import { sslOnly } from '@edgegraph/rest/codec.ts';
import type { ReportFilter, ReportMediaTypeId } from '../report-filter.ts';
import type { Parameters } from './connection.ts';

/** A WHERE clause's conditions and the values of their placeholders. */
export interface Conditions {
  readonly where: string;
  readonly parameters: Parameters;
}

/** The platform whose events a media type id counts, and whether only HTTPS ones. */
function platformOf(mediaTypeId: ReportMediaTypeId): { platform: number; ssl: boolean } {
  return mediaTypeId in sslOnly
    ? // `in` doesn't narrow the union.
      { platform: sslOnly[mediaTypeId as keyof typeof sslOnly], ssl: true }
    : { platform: mediaTypeId, ssl: false };
}

/** What the filter asks but the time, as SQL over any table of traffic. */
export function conditionsOf({ accountNumber, mediaTypeId, pops, regionId }: Omit<ReportFilter, 'from' | 'to'>): Conditions {
  const where = ['accountNumber = {accountNumber:String}'];
  const parameters: Record<string, Parameters[string]> = { accountNumber };
  if (mediaTypeId !== undefined) {
    const { platform, ssl } = platformOf(mediaTypeId);
    where.push('mediaTypeId = {platform:UInt8}');
    parameters.platform = platform;
    if (ssl) where.push('ssl');
  }
  if (pops !== undefined) {
    where.push('has({pops:Array(String)}, pop)');
    parameters.pops = pops;
  }
  if (regionId !== undefined && regionId !== -1) {
    where.push('regionId = {regionId:Int32}');
    parameters.regionId = regionId;
  }
  return { where: where.join(' AND '), parameters };
}

/** What the filter asks, as SQL over `events`. */
export function eventConditionsOf({ from, to, ...filter }: ReportFilter): Conditions {
  const { where, parameters } = conditionsOf(filter);
  const within = 'time >= fromUnixTimestamp64Milli({from:Int64}) AND time < fromUnixTimestamp64Milli({to:Int64})';
  return { where: `${where} AND ${within}`, parameters: { ...parameters, from, to } };
}
