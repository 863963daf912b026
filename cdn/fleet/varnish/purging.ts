import type { EdgePurge, PurgeOutcome } from '../edge-driver.ts';
import type { SiteUrl, UrlPurge } from './control-socket.ts';
import type { Instance } from './instance.ts';
import type { PurgeStates } from './purge-states.ts';
import { siteToken } from './site-token.ts';
import { objectsOf } from './stored-objects.ts';
import type { StoredUrls } from './stored-urls.ts';

/** A purge of a site that is or was served, with the URL that it names as Varnish stores it. */
export interface NamedPurge extends EdgePurge {
  /** Where it is served; null: nowhere any more, or another site has taken the URL. */
  readonly served: ServedAt | null;
}

export interface ServedAt {
  readonly host: string;
  /** What its URLs begin with. */
  readonly path: string;
}

interface Means {
  readonly instance: Instance;
  readonly states: PurgeStates;
  readonly storedUrls: StoredUrls;
}

/** Of what names the objects of one ban, which must fit into one header field. */
const maxExpression = 24_000;
/** Only what has been purged softly is kept for as long, see `eg_purge`. */
const notSoftlyPurged = 'obj.keep < 25h';

/**
 * Hard purges of URLs and soft purges of anything go by URL, which Varnish finds at once; other hard purges are bans.
 * Responses under way pass by unstored. One that was stored at this very moment is met by the second round.
 */
export async function purge(purges: readonly NamedPurge[], means: Means): Promise<PurgeOutcome> {
  const tokens = new Set(purges.map(({ site }) => siteToken(site)));
  const since = new Map([...tokens].map((token) => [token, means.states.advance(token)]));
  const hard = await purgeHard(purges.filter(({ mode }) => mode === 'hard'), since, means);
  const soft = await purgeSoft(purges.filter(({ mode }) => mode === 'soft'), means);
  return { objects: hard.objects + soft.objects, remaining: hard.remaining + soft.remaining };
}

/** How many objects any of the purges would meet; of very many purges, one that several meet may count more than once. */
export async function count(purges: readonly NamedPurge[], { bans }: Instance): Promise<number> {
  let objects = 0;
  for (const some of inBulk(purges)) objects += await bans.count(`obj.http.eg ~ ${objectsOf(some)}`);
  return objects;
}

type Since = ReadonlyMap<string, string>;

async function purgeHard(purges: readonly NamedPurge[], since: Since, { instance }: Means): Promise<PurgeOutcome> {
  const urls = purges.flatMap(urlOf);
  const others = purges.filter((each) => urlOf(each).length === 0);
  const first = await ban(others, '', instance);
  // Not what has been fetched since.
  const second = await ban(others, '', instance, since);
  const met = (await byUrl('purge-hard', urls, instance)) + (await byUrl('purge-hard', urls, instance));
  return { objects: first.objects + second.objects + met, remaining: second.remaining };
}

async function purgeSoft(purges: readonly NamedPurge[], { instance, storedUrls }: Means): Promise<PurgeOutcome> {
  if (purges.length === 0) return { objects: 0, remaining: 0 };
  await instance.caughtUp();
  const named = purges.flatMap((each) => matching(each, storedUrls));
  const urls = [...new Map(named.map((each) => [each.host + each.url, each])).values()];
  const met = await byUrl('purge-soft', urls, instance);
  if (purges.every((each) => urlOf(each).length > 0)) {
    await byUrl('purge-soft', urls, instance);
    return { objects: met, remaining: 0 };
  }
  // What the log has not told of can't be found by URL: it goes.
  const { objects, remaining } = await ban(purges, ` && ${notSoftlyPurged}`, instance);
  return { objects: met + objects, remaining };
}

async function ban(purges: readonly NamedPurge[], and: string, { bans }: Instance, since?: Since): Promise<PurgeOutcome> {
  const outcome = { objects: 0, remaining: 0 };
  for (const some of inBulk(purges)) {
    const { objects, remaining } = await bans.remove(`obj.http.eg ~ ${objectsOf(some, since)}${and}`);
    outcome.objects += objects;
    outcome.remaining += remaining;
  }
  return outcome;
}

function* inBulk(purges: readonly NamedPurge[]): Generator<readonly NamedPurge[]> {
  let some: NamedPurge[] = [];
  let length = 0;
  for (const each of purges) {
    const more = objectsOf([each]).length;
    if (some.length > 0 && length + more > maxExpression) {
      yield some;
      [some, length] = [[], 0];
    }
    some.push(each);
    length += more;
  }
  if (some.length > 0) yield some;
}

/** The URL that the purge names, if it names one that can be asked for. */
const urlOf = ({ site, served, target }: NamedPurge): SiteUrl[] =>
  target.kind === 'url' && served ? [{ token: siteToken(site), host: served.host, url: served.path + target.url }] : [];

function matching(named: NamedPurge, storedUrls: StoredUrls): SiteUrl[] {
  const { site, served, target } = named;
  if (target.kind === 'url' || !served) return urlOf(named);
  const token = siteToken(site);
  return storedUrls.matching(token, new RegExp(objectsOf([named]))).map((key) => ({ token, host: served.host, url: served.path + key }));
}

async function byUrl(how: UrlPurge, urls: readonly SiteUrl[], { control }: Instance): Promise<number> {
  let objects = 0;
  for (let from = 0; from < urls.length; from += 1000) {
    const met = await Promise.all(urls.slice(from, from + 1000).map((url) => control.purgeUrl(how, url)));
    objects += met.reduce((sum, each) => sum + each, 0);
  }
  return objects;
}
