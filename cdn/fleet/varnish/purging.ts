import type { EdgePurge, PurgeOutcome } from '../edge-driver.ts';
import type { UrlPurge } from './control-socket.ts';
import type { Instance } from './instance.ts';
import type { PurgeStates } from './purge-states.ts';
import { siteToken } from './site-token.ts';
import { objectsOf } from './stored-objects.ts';
import type { StoredUrls } from './stored-urls.ts';

/** A purge of a site that is or was served, with the URL that it names as Varnish stores it. */
export interface NamedPurge extends EdgePurge {
  /** What the site's URLs begin with; null: it is served no more. */
  readonly sitePath: string | null;
}

interface Means {
  readonly instance: Instance;
  readonly states: PurgeStates;
  readonly storedUrls: StoredUrls;
}

/** Purges in one ban; what names them must fit into one header field. */
const bulk = 20;
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
  const soft = await purgeSoft(purges.filter(({ mode }) => mode === 'soft'), since, means);
  return { objects: hard.objects + soft.objects, remaining: hard.remaining + soft.remaining };
}

/** How many objects any of the purges would meet. */
export async function count(purges: readonly NamedPurge[], { bans }: Instance): Promise<number> {
  return bans.count(`obj.http.eg ~ ${objectsOf(purges)}`);
}

type Since = ReadonlyMap<string, string>;

async function purgeHard(purges: readonly NamedPurge[], since: Since, { instance }: Means): Promise<PurgeOutcome> {
  const urls = purges.flatMap(urlOf);
  const others = purges.filter((each) => urlOf(each).length === 0);
  const outcome = { objects: 0, remaining: 0 };
  for (let round = 0; round < 2; round += 1) {
    outcome.objects += await byUrl('purge-hard', urls, instance);
    for (let from = 0; from < others.length; from += bulk) {
      const removed = await instance.bans.remove(`obj.http.eg ~ ${objectsOf(others.slice(from, from + bulk), since)}`);
      outcome.objects += removed.objects;
      outcome.remaining += round === 0 ? 0 : removed.remaining;
    }
  }
  return outcome;
}

async function purgeSoft(purges: readonly NamedPurge[], since: Since, { instance, storedUrls }: Means): Promise<PurgeOutcome> {
  if (purges.length === 0) return { objects: 0, remaining: 0 };
  await instance.caughtUp();
  const urls = new Map(purges.flatMap((each) => matching(each, storedUrls)).map((each) => [`${each.token} ${each.url}`, each]));
  const outcome = { objects: await byUrl('purge-soft', [...urls.values()], instance), remaining: 0 };
  if (purges.every((each) => urlOf(each).length > 0)) {
    await byUrl('purge-soft', [...urls.values()], instance);
    return outcome;
  }
  // What the log has not told of can't be found by URL: it goes.
  for (let from = 0; from < purges.length; from += bulk) {
    const removed = await instance.bans.remove(`obj.http.eg ~ ${objectsOf(purges.slice(from, from + bulk), since)} && ${notSoftlyPurged}`);
    outcome.objects += removed.objects;
    outcome.remaining += removed.remaining;
  }
  return outcome;
}

interface SiteUrl {
  readonly token: string;
  /** As clients ask for it, without the host. */
  readonly url: string;
}

/** The URL that the purge names, if it names one that can be asked for. */
const urlOf = ({ site, sitePath, target }: NamedPurge): SiteUrl[] =>
  target.kind === 'url' && sitePath !== null ? [{ token: siteToken(site), url: sitePath + target.url }] : [];

function matching(named: NamedPurge, storedUrls: StoredUrls): SiteUrl[] {
  const { site, sitePath, target } = named;
  if (target.kind === 'url' || sitePath === null) return urlOf(named);
  const token = siteToken(site);
  return storedUrls.matching(token, new RegExp(objectsOf([named]))).map((key) => ({ token, url: sitePath + key }));
}

async function byUrl(how: UrlPurge, urls: readonly SiteUrl[], { control }: Instance): Promise<number> {
  let objects = 0;
  for (let from = 0; from < urls.length; from += 1000) {
    const met = await Promise.all(urls.slice(from, from + 1000).map(({ token, url }) => control.purgeUrl(how, token, url)));
    objects += met.reduce((sum, each) => sum + each, 0);
  }
  return objects;
}
