import { z } from 'zod';
import { IngestError } from '../ingest-error.ts';
import { platforms, type IngestTarget, type ResolveTarget } from '../ingest-target.ts';

const platformNames = Object.keys(platforms) as (keyof typeof platforms)[]; // `keys` forgets them

/** Whose requests they are, by the names that operators say. */
export const customerNames = z.strictObject({
  customer: z.string({ error: 'must be an account number, such as 0001' }).min(1),
  platform: z.enum(platformNames, { error: `must be ${platformNames.join(', ')}` }),
  /** Left out: they count for the customer alone. */
  cname: z.string().min(1).optional(),
});

export type CustomerNames = Readonly<z.output<typeof customerNames>>;

/** How many names are remembered at once. */
const mostNames = 10_000;

/** Finds what names stand for, each asked for once. For one batch, as names change. */
export class TargetFinder {
  readonly #resolve: ResolveTarget;
  readonly #found = new Map<string, IngestTarget | { readonly problem: string }>();

  constructor(resolve: ResolveTarget) {
    this.#resolve = resolve;
  }

  /** What is known already; undefined: ask for it. */
  known({ customer, platform, cname }: CustomerNames): IngestTarget | { readonly problem: string } | undefined {
    return this.#found.get(keyOf(customer, platform, cname));
  }

  /** Or why there is no such thing. */
  async find({ customer, platform, cname }: CustomerNames): Promise<IngestTarget | { readonly problem: string }> {
    const found = await this.#resolve({ accountNumber: customer, mediaTypeId: platforms[platform], cname: cname ?? null }).catch((error: unknown) => {
      if (error instanceof IngestError) return { problem: error.message };
      throw error;
    });
    if (this.#found.size >= mostNames) this.#found.clear();
    this.#found.set(keyOf(customer, platform, cname), found);
    return found;
  }
}

const keyOf = (customer: string, platform: string, cname = ''): string => `${customer}\n${platform}\n${cname}`;
