import { badRequest } from '@edgegraph/rest/error.ts';
import type { ReportFilter } from '../../analytics/report-filter.ts';
import { billingRegions } from '../../network/billing-regions.ts';
import { popByCode } from '../../network/pops.ts';

/** Where a report counts. Throws 400 for POPs and a region at once, and for those that there are not. */
export function place({ pops, regionid }: { pops?: readonly string[] | undefined; regionid?: number | undefined }): Pick<ReportFilter, 'pops' | 'regionId'> {
  if (pops && regionid !== undefined) throw badRequest([{ path: 'regionid', message: 'and pops exclude each other; give one of them.' }]);
  const unknown = pops?.filter((code) => !popByCode(code)) ?? [];
  if (unknown.length > 0) throw badRequest([{ path: 'pops', message: `has no POP ${unknown.map((code) => `"${code}"`).join(', ')}; the codes are those of edgenodes.` }]);
  if (regionid !== undefined) checkRegion('regionid', regionid);
  return { pops: pops?.map((pop) => pop.toUpperCase()), regionId: regionid };
}

/** Throws 400 where there is no billing region of that id. */
export function checkRegion(path: string, id: number): void {
  if (billingRegions.some((region) => region.id === id)) return;
  const ids = billingRegions.map((region) => `${region.id} (${region.name})`).join(', ');
  throw badRequest([{ path, message: `has no billing region ${id}; there are ${ids}.` }]);
}
