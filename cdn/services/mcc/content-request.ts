/** What a purge or load asks for, and what edges are told for it. */
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import type { RestTarget } from '@edgegraph/rest/mcc/content.ts';
import type { Problem } from '@edgegraph/schema/errors.ts';
import type { NewContentJob } from '../../database/queries/content-jobs.ts';
import type { ContentAction, ContentJobKind, ContentTarget } from '../../database/tables.ts';
import { purgeRegions } from '../../network/pops.ts';
import { type ContentScope, TargetError, toLoad, toPurges } from './content-targets.ts';

/** What is asked for, whichever route it came by. */
export interface Asked {
  readonly action: ContentAction;
  readonly kind: ContentJobKind;
  readonly targets: readonly { readonly target: ContentTarget; readonly path: string }[];
  /** Null: every platform. */
  readonly mediaTypeId: MediaTypeId | null;
  readonly regionIds: readonly number[];
  readonly soft: boolean;
  readonly thenLoad: boolean;
  readonly idempotencyKey: string | null;
}

/** The body of the contract's routes. */
export interface ContractBody {
  readonly MediaPath: string | readonly string[];
  readonly MediaType?: MediaTypeId | undefined;
  readonly MediaTypeId?: MediaTypeId | undefined;
  readonly EdgeNodeRegionIds?: readonly number[] | null | undefined;
}

/** Throws RestError 400 without one. */
export function platformIn({ MediaType, MediaTypeId: id }: ContractBody): MediaTypeId {
  const mediaTypeId = MediaType ?? id;
  if (mediaTypeId === undefined) throw badRequest([{ path: 'MediaType', message: 'is missing: 3 (HTTP Large), 8 (HTTP Small) or 14 (ADN).' }]);
  return mediaTypeId;
}

/** Throws RestError 400 for a region that there is not. */
export function checkRegions(regionIds: readonly number[]): void {
  const unknown = regionIds.filter((id) => !purgeRegions.some((region) => region.id === id));
  if (unknown.length === 0) return;
  throw badRequest([{ path: 'EdgeNodeRegionIds', message: `has no region ${unknown.join(', ')}; there are ${purgeRegions.map(({ id, name }) => `${id} (${name})`).join(', ')}.` }]);
}

/** Throws RestError 400 for what only purges have. */
export function refuseForLoads({ DryRun, Soft, ThenLoad }: { readonly [Member in 'DryRun' | 'Soft' | 'ThenLoad']?: number | null | undefined }): void {
  const given = Object.entries({ DryRun, Soft, ThenLoad }).filter(([, value]) => value === 1);
  if (given.length > 0) throw badRequest(given.map(([path]) => ({ path, message: 'is for purges alone; leave it out.' })));
}

/** What the edges are told. Throws RestError 400 with everything that is wrong with the targets. */
export function resolved({ action, targets, soft, thenLoad }: Asked, scope: ContentScope): Pick<NewContentJob, 'purges' | 'loads' | 'mediaTypeIds'> {
  const problems: Problem[] = [];
  const purges: NewContentJob['purges'][number][] = [];
  const loads: NewContentJob['loads'][number][] = [];
  const platforms = new Set<MediaTypeId>();
  for (const { target, path } of targets) {
    try {
      if (action === 'purge') {
        const purge = toPurges(target, soft ? 'soft' : 'hard', scope);
        purges.push(...purge.purges);
        for (const each of purge.mediaTypeIds) platforms.add(each);
      }
      if (action === 'load' || thenLoad) {
        const { load, mediaTypeIds } = toLoad(target, scope);
        loads.push(load);
        for (const each of mediaTypeIds) platforms.add(each);
      }
    } catch (error) {
      if (!(error instanceof TargetError)) throw error;
      problems.push({ path, message: error.message });
    }
  }
  if (problems.length > 0) throw badRequest(problems);
  return { purges, loads, mediaTypeIds: [...platforms].toSorted((one, other) => one - other) };
}

/** The target of a member of `Targets`, which has one of them. */
export function namedBy({ Url, Directory, Prefix, Pattern, SurrogateKey, EdgeCname }: RestTarget): ContentTarget {
  if (Url !== undefined) return { kind: 'url', value: Url };
  if (Directory !== undefined) return { kind: 'directory', value: Directory };
  if (Prefix !== undefined) return { kind: 'prefix', value: Prefix };
  if (Pattern !== undefined) return { kind: 'pattern', value: Pattern };
  if (SurrogateKey !== undefined) return { kind: 'surrogateKey', value: SurrogateKey };
  if (EdgeCname !== undefined) return { kind: 'edgeCname', value: EdgeCname };
  return { kind: 'all', value: '' };
}
