import { dateText } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import type { RestUsage, billing } from '@edgegraph/rest/reporting/billing.ts';
import { noUsage, toGb, toMbps } from '../../analytics/billing.ts';
import type { ReportMediaTypeId } from '../../analytics/report-filter.ts';
import { billingRegions } from '../../network/billing-regions.ts';
import { billOf } from './books.ts';
import { checkRegion } from './place.ts';
import { monthFrom } from './range.ts';
import type { ReportingSources } from './sources.ts';

interface Asked {
  readonly platform: ReportMediaTypeId;
  readonly region: number;
  readonly begindate: number;
}

/** What is billed, from the books. */
export const billingHandlers = (sources: ReportingSources): Handlers<typeof billing> => {
  const usageOf = async ({ platform, region, begindate }: Asked, accountNumber: string): Promise<RestUsage> => {
    checkRegion('region', region);
    const month = monthFrom(begindate, sources.clock());
    const { usage, isFinal } = await billOf(sources, accountNumber, month);
    const found = usage.find(({ mediaTypeId, regionId }) => mediaTypeId === platform && regionId === region) ?? noUsage;
    return {
      Bytes: found.bytes,
      ClosesAt: dateText(month.closesAt),
      CompleteUntil: dateText(await sources.completeUntil()),
      GB: toGb(found),
      IsFinal: isFinal,
      Mbps: toMbps(found),
    };
  };

  return {
    getTrafficUsage: async ({ units, ...asked }, { accountNumber }) => {
      const { GB, Mbps } = await usageOf(asked, accountNumber);
      return { UsageResult: units === 1 ? Mbps : GB };
    },

    getUsage: (input, { accountNumber }) => usageOf(input, accountNumber),

    listBillingRegions: () => billingRegions.map(({ id, code, name, description }) => ({ Code: code, Description: description, Id: id, Name: name, Status: 1 })),
  };
};
