import { mediaTypeIds, type MediaTypeId } from '@edgegraph/rest/codec.ts';
import { z } from 'zod';
import { IngestError } from './ingest-error.ts';

/** The platforms' names, as operators say them, and their media type ids. */
export const platforms = { HTTP_LARGE: 3, HTTP_SMALL: 8, ADN: 14 } as const satisfies Record<string, MediaTypeId>;

/** Whose requests a log records. */
export const ingestTarget = z.object({
  accountNumber: z.string().min(1),
  mediaTypeId: z.literal(mediaTypeIds),
  /** Null: the log is of no single edge CNAME. */
  cname: z.object({ id: z.int().min(1), name: z.string(), originId: z.int().min(0) }).nullable(),
});

export type IngestTarget = Readonly<z.output<typeof ingestTarget>>;

/** Whose an event is, of a source that knows no POP and no region. */
export const placeOf = ({ accountNumber, mediaTypeId, cname }: IngestTarget) => ({
  accountNumber,
  mediaTypeId,
  cnameId: cname?.id ?? 0,
  originId: cname?.originId ?? 0,
  pop: '',
  regionId: -1,
});

/** What an operator says of a log. */
export const targetNames = ingestTarget.extend({ cname: z.string().nullable() });

export type TargetNames = Readonly<z.output<typeof targetNames>>;

/** What the import asks the configuration's store. */
export interface CustomerDirectory {
  /** The account number as it is stored, for one in either case; null if there is no such customer. */
  findCustomer(accountNumber: string): Promise<string | null>;
  /** `originId` is 0 for CDN storage. */
  findCname(accountNumber: string, name: string): Promise<{ id: number; mediaTypeId: MediaTypeId; originId: number } | null>;
}

/** Finds what the names stand for. @throws IngestError for an unknown one */
export type ResolveTarget = (names: TargetNames) => Promise<IngestTarget>;

export const targetResolver =
  (directory: CustomerDirectory): ResolveTarget =>
  async ({ accountNumber: given, mediaTypeId, cname: name }) => {
    const accountNumber = await directory.findCustomer(given);
    if (accountNumber === null)
      throw new IngestError(`There is no customer ${given}; give an account number such as 0001.`);
    if (name === null) return { accountNumber, mediaTypeId, cname: null };
    const cname = await directory.findCname(accountNumber, name.toLowerCase());
    if (cname === null) {
      throw new IngestError(`Customer ${accountNumber} has no edge CNAME ${name}; create it first, or leave the CNAME out.`);
    }
    if (cname.mediaTypeId !== mediaTypeId) {
      throw new IngestError(`The edge CNAME ${name} is on another platform; give its own one.`);
    }
    return { accountNumber, mediaTypeId, cname: { id: cname.id, name: name.toLowerCase(), originId: cname.originId } };
  };
