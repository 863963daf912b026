import { randomUUID } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { checkSites } from '../../edge/check-sites.ts';
import { notLoaded } from '../../edge/load.ts';
import { placeWithin, type ServedSite, serveSite } from '../../edge/served-site.ts';
import type { Site } from '../../edge/site.ts';
import { type FindSite, siteFinder } from '../../edge/site-finder.ts';
import { type EdgeDriver, type EdgeLoad, type EdgePurge, type LoadOutcome, type OnEdgeEvent, type PurgeOutcome, SiteError, type SiteProblem } from '../edge-driver.ts';
import { inTurn } from './in-turn.ts';
import { Instance } from './instance.ts';
import { eventOf, notes } from './log-event.ts';
import type { Transaction } from './log-groups.ts';
import { count, type NamedPurge, purge, type ServedAt } from './purging.ts';
import { PurgeStates } from './purge-states.ts';
import { resolveServers } from './resolve-servers.ts';
import { siteToken } from './site-token.ts';
import { StoredUrls } from './stored-urls.ts';
import { unservable } from './unservable.ts';
import { VarnishCliError } from './varnish-cli.ts';
import { type ResolvedSite, vclOf } from './vcl.ts';

export interface VarnishDriverSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What it stores at most; 256 MB if left out. */
  readonly maxBytes?: number | undefined;
  readonly onEvent: OnEdgeEvent;
  /** Told what an operator should know. */
  readonly report: (message: string) => void;
}

export interface VarnishDriver extends EdgeDriver {
  /** Where it answers clients. */
  readonly url: string;
}

const resolveAgainMs = 30_000;
const restartMs = 1000;
/** Which the site takes that takes every host. */
const nobodysHost = 'nobodys-host.invalid';

/** A varnishd of its own, started anew if it ends. It stores in memory, so that it starts empty. Rejects if it can't be started. */
export async function startVarnishDriver(settings: VarnishDriverSettings): Promise<VarnishDriver> {
  const directory = await mkdtemp(join(tmpdir(), 'edgegraph-varnish-'));
  try {
    // Varnish works as a user of its own.
    await chmod(directory, 0o755);
    await mkdir(join(directory, 'purges'));
    return await DrivenVarnish.start(settings, directory);
  } catch (error) {
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
}

class DrivenVarnish implements VarnishDriver {
  readonly keepsContent = false;
  readonly #settings: VarnishDriverSettings;
  readonly #directory: string;
  readonly #name = `edgegraph-${randomUUID()}`;
  readonly #states: PurgeStates;
  readonly #storedUrls = new StoredUrls();
  readonly #configuring = inTurn();
  readonly #purging = inTurn();
  /** All that have been served, by token; of each the last. */
  readonly #known = new Map<string, ServedSite>();
  #sites: readonly Site[] = [];
  #served: readonly ServedSite[] = [];
  #findSite: FindSite = siteFinder([]);
  #vcl: string;
  #instance: Promise<Instance>;
  #port: number;
  readonly #closing = new AbortController();

  static async start(settings: VarnishDriverSettings, directory: string): Promise<DrivenVarnish> {
    const driver = new DrivenVarnish(settings, directory);
    driver.#port = (await driver.#instance).port;
    void driver.#supervise();
    void driver.#resolveAgain();
    return driver;
  }

  private constructor(settings: VarnishDriverSettings, directory: string) {
    this.#settings = settings;
    this.#directory = directory;
    this.#port = settings.port;
    this.#states = new PurgeStates(this.#purgesDirectory);
    this.#vcl = vclOf([], this.#purgesDirectory);
    this.#instance = this.#startInstance();
  }

  get url(): string {
    const { host } = this.#settings;
    return `http://${host.includes(':') ? `[${host}]` : host}:${this.#port}`;
  }

  configure(sites: readonly Site[]): Promise<void> {
    return this.#configuring(async () => {
      const problems = problemsOf(sites);
      if (problems.length > 0) throw new SiteError(problems);
      await this.#use(await resolve(sites));
      await this.#forgetMisplaced();
    });
  }

  check(sites: readonly Site[]): Promise<readonly SiteProblem[]> {
    return this.#configuring(async () => {
      const problems = problemsOf(sites);
      if (problems.length > 0) return problems;
      const resolved = await resolve(sites);
      const misplaced = resolved.flatMap(({ site, problems: ofServers }) => ofServers.map((message) => ({ site: site.id, message })));
      // The others have been compiled already, which takes milliseconds a site.
      const changed = resolved.filter(({ site }) => !this.#servedAlready(site));
      return misplaced.length > 0 || changed.length === 0 ? misplaced : this.#compilerProblems(changed);
    });
  }

  purge(purges: readonly EdgePurge[]): Promise<PurgeOutcome> {
    return this.#purging(async () => {
      const named = this.#named(purges);
      if (named.length === 0) return { objects: 0, remaining: 0 };
      return purge(named, { instance: await this.#instance, states: this.#states, storedUrls: this.#storedUrls });
    });
  }

  count(purges: readonly EdgePurge[]): Promise<number> {
    return this.#purging(async () => {
      const named = this.#named(purges);
      return named.length === 0 ? 0 : count(named, await this.#instance);
    });
  }

  async load({ site, host, url }: EdgeLoad): Promise<LoadOutcome> {
    if (this.#findSite(host, url)?.id !== site) return notLoaded(`No site of this edge serves ${host}${url}.`);
    const { control } = await this.#instance;
    return control.load(host, url).catch((error: unknown) => notLoaded(`The edge gave no answer: ${String(error)}`));
  }

  clear(): Promise<void> {
    return this.#purging(async () => {
      const { bans } = await this.#instance;
      this.#storedUrls.clear();
      for (const token of this.#known.keys()) this.#states.advance(token);
      for (let round = 0; round < 2; round += 1) await bans.remove('obj.http.eg ~ .');
    });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#configuring(async () => (await this.#instance).stop());
    await rm(this.#directory, { recursive: true, force: true });
  }

  get #purgesDirectory(): string {
    return join(this.#directory, 'purges');
  }

  #servedAlready(site: Site): boolean {
    return isDeepStrictEqual(this.#sites.find(({ id }) => id === site.id), site);
  }

  /** Of sites that were never served nothing is stored. */
  #named(purges: readonly EdgePurge[]): NamedPurge[] {
    return purges.flatMap((each) => {
      const site = this.#known.get(siteToken(each.site));
      if (!site) return [];
      const { target } = each;
      if (target.kind !== 'url') return [{ ...each, served: this.#servedAt(site, '/') }];
      const { storedUrl: url } = placeWithin(site, target.url);
      return [{ ...each, served: this.#servedAt(site, url), target: { kind: 'url', url } }];
    });
  }

  #servedAt({ id, hostnames, path }: ServedSite, url: string): ServedAt | null {
    const hosts = hostnames.map((hostname) => (hostname === '*' ? nobodysHost : hostname));
    const host = hosts.find((each) => this.#findSite(each, path + url)?.id === id);
    return host === undefined ? null : { host, path };
  }

  async #use(resolved: readonly ResolvedSite[]): Promise<void> {
    const vcl = vclOf(resolved, this.#purgesDirectory);
    if (vcl !== this.#vcl) {
      try {
        await (await this.#instance).use(vcl);
      } catch (error) {
        const problems = error instanceof VarnishCliError ? await this.#compilerProblems(resolved) : [];
        throw problems.length > 0 ? new SiteError(problems) : error;
      }
      this.#vcl = vcl;
    }
    this.#sites = resolved.map(({ site }) => site);
    this.#served = this.#sites.map(serveSite);
    this.#findSite = siteFinder(this.#served);
  }

  /** A site whose URLs are stored under other names than before would not find what it has, and purges neither. */
  async #forgetMisplaced(): Promise<void> {
    const misplaced: EdgePurge[] = [];
    for (const site of this.#served) {
      const token = siteToken(site.id);
      const before = this.#known.get(token);
      this.#known.set(token, site);
      if (before && before.counting !== site.counting) misplaced.push({ site: site.id, target: { kind: 'site' }, mode: 'hard' });
    }
    if (misplaced.length > 0) await this.purge(misplaced);
  }

  /** Which of the sites no VCL can be compiled for, each alone, if not for all. */
  async #compilerProblems(resolved: readonly ResolvedSite[]): Promise<SiteProblem[]> {
    const instance = await this.#instance;
    const compiles = (some: readonly ResolvedSite[]) =>
      instance.tryOut(vclOf(some, this.#purgesDirectory)).then(
        () => true,
        (error: unknown) => {
          if (error instanceof VarnishCliError) return false;
          throw error;
        },
      );
    if (await compiles(resolved)) return [];
    const problems: SiteProblem[] = [];
    for (const each of resolved)
      if (!(await compiles([each]))) problems.push({ site: each.site.id, message: 'Varnish can not compile this configuration. Simplify its rules, or serve the site by embedded edges.' });
    return problems;
  }

  #startInstance(): Promise<Instance> {
    const { host, maxBytes = 256 * 1024 * 1024 } = this.#settings;
    return Instance.start({ directory: this.#directory, host, port: this.#port, maxBytes, name: this.#name, vcl: this.#vcl }, (group) => this.#logged(group));
  }

  #logged(group: readonly Transaction[]): void {
    for (const note of notes(group, 'stored')) this.#storedUrls.add(note);
    const event = eventOf(group, (token) => this.#known.get(token));
    if (event) this.#settings.onEvent(event);
  }

  async #supervise(): Promise<void> {
    while (!this.#closing.signal.aborted) {
      const instance = await this.#instance;
      await instance.ended;
      if (this.#closing.signal.aborted) return;
      this.#settings.report('varnishd has ended; it is started anew, with nothing stored.');
      this.#storedUrls.clear();
      this.#instance = this.#restart(instance);
    }
  }

  async #restart(ended: Instance): Promise<Instance> {
    await ended.abandon();
    while (!this.#closing.signal.aborted) {
      try {
        return await this.#startInstance();
      } catch (error) {
        this.#settings.report(String(error));
        await setTimeout(restartMs);
      }
    }
    return ended;
  }

  /** An origin's name may lead elsewhere by now. */
  async #resolveAgain(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await setTimeout(resolveAgainMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await this.#configuring(async () => this.#use(await resolve(this.#sites))).catch((error: unknown) => this.#settings.report(String(error)));
    }
  }
}

function problemsOf(sites: readonly Site[]): SiteProblem[] {
  const ofAnyEdge = checkSites(sites);
  const wrong = new Set(ofAnyEdge.map(({ site }) => site));
  return [...ofAnyEdge, ...sites.filter(({ id }) => !wrong.has(id)).flatMap(unservable)];
}

interface SiteWithServers extends ResolvedSite {
  readonly problems: readonly string[];
}

const resolve = (sites: readonly Site[]): Promise<SiteWithServers[]> =>
  Promise.all(
    sites.map(async (site) => {
      const { backends, problems } = site.origin ? await resolveServers(site.origin) : { backends: [], problems: [] };
      return { site, backends, problems };
    }),
  );
