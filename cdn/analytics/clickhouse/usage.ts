import { sslOnly } from '@edgegraph/rest/codec.ts';
import { type UsageReports, aboveNinetyFifth, intervalsIn } from '../billing.ts';
import { intervals } from '../interval.ts';
import type { ReportMediaTypeId } from '../report-filter.ts';
import type { Connection } from './connection.ts';
import { integer } from './reports.ts';
import { rowsOf } from './source.ts';

const httpsIds = Object.entries(sslOnly);

/** Events count for their platform and, over HTTPS, for its HTTPS traffic; for their region and for all of them. Intervals without any are zeros beyond the end. */
export const usageReports = (connection: Connection): UsageReports => ({
  usage: async (accountNumber, month) => {
    const width = intervals.fiveMinutes;
    const { sql, parameters } = rowsOf({ accountNumber, from: month.from, to: month.to }, ['mediaTypeId', 'ssl', 'regionId'], width);
    const rows = await connection.query(
      `SELECT platform, region, sum(sent) AS total, arrayElement(arrayReverseSort(groupArray(sent)), {place:UInt32}) AS peak
       FROM (
         SELECT arrayJoin(if(ssl, [mediaTypeId, transform(mediaTypeId, {platforms:Array(UInt8)}, {https:Array(UInt8)}, mediaTypeId)], [mediaTypeId])) AS platform,
           arrayJoin(if(regionId = -1, [toInt16(-1)], [toInt16(-1), regionId])) AS region, intDiv(start, {width:Int64}) AS slice, sum(bytes) AS sent
         FROM ${sql} GROUP BY platform, region, slice
       )
       GROUP BY platform, region ORDER BY platform, region`,
      {
        ...parameters,
        width,
        place: aboveNinetyFifth(intervalsIn(month)) + 1,
        platforms: httpsIds.map(([, platform]) => platform),
        https: httpsIds.map(([id]) => Number(id)),
      },
    );
    return rows.map((row) => ({
      // The table holds platforms alone, and their HTTPS ids are the contract's.
      mediaTypeId: Number(row.platform) as ReportMediaTypeId,
      regionId: Number(row.region),
      bytes: integer(row.total),
      peakBytes: integer(row.peak),
    }));
  },
});
