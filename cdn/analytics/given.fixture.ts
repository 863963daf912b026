import type { RequestEvent } from './event.ts';
import type { ReportFilter } from './report-filter.ts';

/** Appends events of an account of their own; gives the filter that finds them. */
export type Given = (...events: Partial<RequestEvent>[]) => Promise<ReportFilter & { source: string }>;
