import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import { rooted } from '@edgegraph/permissions/grants.ts';
import type { Module } from '@edgegraph/permissions/modules.ts';
import type { FindViewer, Viewer } from '@edgegraph/permissions/viewer.ts';
import { inactiveCustomer } from '@edgegraph/rest/error.ts';
import { LRUCache } from 'lru-cache';
import type { Commits } from '../database/commits.ts';
import { type TokenOwner, findTokenOwner, findTokenOwnerById } from '../database/queries/tokens.ts';
import type { Database } from '../database/tables.ts';
import { hashToken } from '../database/token.ts';
import { type IsAllowed, allowedAddresses } from './allowed-addresses.ts';
import type { TokenUses } from './token-uses.ts';

/** Finds whose token has this id, as `FindViewer` does by the token itself. */
export type FindTokenViewer = (id: number, address?: string) => Promise<Viewer | null>;

export interface ViewerSources {
  readonly db: Database;
  readonly commits: Commits;
  readonly uses: Pick<TokenUses, 'note'>;
  readonly onDenied: OnDenied;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** What is known of a token until the next commit. */
interface Holder {
  readonly viewer: Viewer & { readonly token: { readonly id: number } };
  readonly isActive: boolean;
  /** Milliseconds since 1970. */
  readonly endsAt: number;
  readonly isAllowedFrom: IsAllowed;
}

/**
 * Finds whose token it is in the configuration store, as that stands now: what was read is kept until anything is committed to the store, by any
 * process. Rejects with RestError 400 for a valid token of an inactive customer.
 */
export function viewerIn({ db, commits, uses, onDenied, clock }: ViewerSources): { readonly findViewer: FindViewer; readonly findTokenViewer: FindTokenViewer } {
  // By hash or id, so that no token stays in memory. The promises make concurrent calls share one read.
  const holders = new LRUCache<string, Promise<Holder | null>>({ max: 10_000 });
  let mark = commits.mark();

  const holderOf = (key: string, find: () => Promise<TokenOwner | null>): Promise<Holder | null> => {
    // Taken before anything is read: a commit in between makes what was read old, never what is old current.
    const markNow = commits.mark();
    if (markNow !== mark) holders.clear();
    mark = markNow;
    const known = holders.get(key);
    if (known) return known;
    const read = find().then((owner) => owner && toHolder(owner));
    holders.set(key, read);
    // Only a token that somebody has is worth its place.
    const forget = () => void holders.delete(key);
    read.then((holder) => holder ?? forget(), forget);
    return read;
  };

  const viewerOf = (holder: Holder | null, address: string | undefined): Viewer | null => {
    if (!holder) return null;
    const viewer = address === undefined ? holder.viewer : { ...holder.viewer, address };
    const refused = (reason: string) => {
      onDenied({ viewer, where: null, reason });
      return null;
    };
    if (holder.endsAt <= clock()) return refused('the token has expired');
    if (!holder.isAllowedFrom(address)) return refused('the token may not be used from this address');
    if (!holder.isActive) throw inactiveCustomer();
    uses.note(holder.viewer.token.id);
    return viewer;
  };

  return {
    findViewer: async (token, address) => viewerOf(await holderOf(hashToken(token), () => findTokenOwner(db, token)), address),
    findTokenViewer: async (id, address) => viewerOf(await holderOf(`#${id}`, () => findTokenOwnerById(db, id)), address),
  };
}

const toHolder = (owner: TokenOwner): Holder => ({
  viewer: {
    userId: owner.userId,
    login: owner.login,
    accountNumber: owner.accountNumber,
    methods: new Set(owner.methods),
    modules: new Set(modulesOf(owner)),
    token: { id: owner.tokenId, name: owner.tokenName, expiresAt: owner.expiresAt },
  },
  isActive: owner.customerStatus !== 'inactive',
  endsAt: owner.expiresAt === null ? Infinity : Date.parse(owner.expiresAt),
  isAllowedFrom: allowedAddresses(owner.allowedCidrs),
});

/** What a suspended customer keeps. */
const whileSuspended: ReadonlySet<Module> = new Set(['REPORTS', 'CORE_REPORTS']);

/** A user's modules count as far as the customer has them and its status leaves them open. */
function modulesOf({ modules, customerModules, customerStatus }: TokenOwner): Module[] {
  const ofCustomer = new Set(customerModules);
  const isOpen = (module: Module) => ofCustomer.has(module) && (customerStatus !== 'suspended' || whileSuspended.has(module));
  return rooted(modules.filter(isOpen));
}
