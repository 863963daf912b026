/** The regions by which traffic is billed; ids, codes and names are the contract's. */
import { popByCode } from './pops.ts';

export interface BillingRegion {
  readonly id: number;
  readonly code: string;
  readonly name: string;
  readonly description: string;
}

/** Every other region is part of it. */
export const everywhere = -1;

export const billingRegions: readonly BillingRegion[] = [
  { id: everywhere, code: 'GL', name: 'Global', description: 'All regions, and requests of which the POP is not known.' },
  { id: 0, code: 'NAEU', name: 'North America & Europe', description: 'Requests answered by POPs in North America and Europe.' },
  { id: 1, code: 'AP', name: 'Asia', description: 'Requests answered by POPs in Asia and Australia.' },
];

/** The id of the region that requests at the POP of that code are billed in; -1 where there is no such POP. */
export function billingRegionOf(code: string): number {
  const pop = popByCode(code);
  if (!pop) return everywhere;
  return pop.continent === 'Asia' || pop.continent === 'Australia' ? 1 : 0;
}
