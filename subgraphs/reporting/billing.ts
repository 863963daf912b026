/** What is billed, and what the customer's storage holds. */
import { badUserInput } from '@edgegraph/schema/errors.ts';
import { atArguments } from '../errors.ts';
import type { Resolvers } from '../generated/reporting.ts';
import { mediaTypeOf } from '../platform.ts';
import { toReportMediaType } from '../report-media-type.ts';
import { utc } from './complete-until-loader.ts';
import type { Context } from './loaders.ts';
import { toWindow } from './range.ts';
import { reportMembers, told } from './translate.ts';

/** REST's region of everything. */
const everywhere = '-1';

const usageMembers = { ...reportMembers, begindate: 'month', region: 'regionId' };

export const billing = {
  Customer: {
    usage: async (_customer, { month, platform, sslOnly, regionId }, { rest, caller }) => {
      const input = { platform: toReportMediaType(platform, sslOnly ?? false) ?? mediaTypeOf(platform), region: regionId ?? everywhere, begindate: firstDayOf(month) };
      const usage = await atArguments(rest.reporting.getUsage(input, caller), usageMembers);
      return {
        month,
        bytes: usage.Bytes,
        gigabytes: usage.GB,
        megabitsPerSecondP95: usage.Mbps,
        closesAt: utc(usage.ClosesAt),
        isFinal: usage.IsFinal,
        completeUntil: utc(usage.CompleteUntil),
      };
    },

    billingRegions: async (_customer, _args, { rest, caller }) =>
      (await rest.reporting.listBillingRegions({}, caller)).map(({ Id, Code, Name, Description }) => ({
        id: String(Id),
        code: Code,
        name: Name,
        description: Description,
      })),

    storage: async (_customer, { range }, { rest, caller }) => {
      const maximum = async () => {
        if (!range) return null;
        const { begindate, enddate } = toWindow(range, 'DAY', new Date());
        return (await told(rest.reporting.getMaximumStorageUsage({ begindate, enddate }, caller))).UsageResult;
      };
      const [latest, maxGigabytes] = await Promise.all([rest.reporting.getLatestStorageUsage({}, caller), maximum()]);
      return { gigabytes: latest.UsageResult, maxGigabytes };
    },
  },
} satisfies Resolvers<Context>;

function firstDayOf(month: string): string {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return `${month}-01`;
  throw badUserInput('month must be a month such as "2015-05".', [{ path: 'month', message: 'must be a month such as "2015-05".' }]);
}
