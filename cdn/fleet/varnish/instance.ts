import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Bans } from './bans.ts';
import { ControlSocket } from './control-socket.ts';
import { followLog, type Transaction, type VarnishLog } from './log-groups.ts';
import { notes } from './log-event.ts';
import { loadVcl, startVarnishd, type Varnishd, varnishEnvironment, type VarnishdSettings } from './varnishd.ts';

const run = promisify(execFile);

/** How long a mark may take through the log, and requests under way at the end. */
const markMs = 2000;
const drainMs = 60_000;
const followAgainMs = 1000;

const draining = `vcl 4.1;
import std;
backend none none;
sub vcl_recv {
  if (local.socket == "control") {
    std.log("eg-mark " + req.http.eg-mark);
    return (synth(200));
  }
  return (synth(503));
}
sub vcl_synth {
  set resp.http.connection = "close";
  return (deliver);
}`;

/** A varnishd that runs, with what is needed to drive it. */
export class Instance {
  readonly port: number;
  readonly control: ControlSocket;
  readonly bans: Bans;
  readonly #varnishd: Varnishd;
  readonly #onGroup: (group: readonly Transaction[]) => void;
  readonly #marks = new Map<string, () => void>();
  #log: VarnishLog;
  #activeVcl = 'first';
  #loaded = 0;
  #marked = 0;
  readonly #stopped = new AbortController();

  static async start(settings: VarnishdSettings, onGroup: (group: readonly Transaction[]) => void): Promise<Instance> {
    return new Instance(await startVarnishd(settings), onGroup);
  }

  private constructor(varnishd: Varnishd, onGroup: (group: readonly Transaction[]) => void) {
    this.port = varnishd.port;
    this.#varnishd = varnishd;
    this.#onGroup = onGroup;
    this.control = new ControlSocket(varnishd.controlSocket);
    this.bans = new Bans(varnishd.instance, varnishd.cli, this.control);
    this.#log = this.#follow();
    void this.#keepFollowing();
  }

  /** Resolves when varnishd has ended. */
  get ended(): Promise<void> {
    return this.#varnishd.ended;
  }

  /** New requests are answered by this VCL, those under way by what they began with. Rejects if it does not compile. */
  async use(vcl: string): Promise<void> {
    const name = await this.#load(vcl);
    const { cli } = this.#varnishd;
    await cli.do(`vcl.use ${name}`);
    // It goes once its last request has ended.
    await cli.do(`vcl.discard ${this.#activeVcl}`);
    this.#activeVcl = name;
  }

  /** Rejects with the compiler's words if the VCL does not compile. */
  async tryOut(vcl: string): Promise<void> {
    await this.#varnishd.cli.do(`vcl.discard ${await this.#load(vcl)}`);
  }

  /** Resolves once all that was logged before has been told. */
  async caughtUp(): Promise<void> {
    const mark = `${(this.#marked += 1)}`;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#marks.set(mark, resolve);
    await this.control.mark(mark);
    const late = new AbortController();
    await Promise.race([promise, setTimeout(markMs, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    this.#marks.delete(mark);
  }

  /** Finishes requests under way, refuses new ones, and stops. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#drain().catch(() => undefined);
    this.#log.stop();
    await this.control.close();
    await this.#varnishd.stop();
    await this.#log.ended;
  }

  /** Ends what is left of it after its varnishd has ended. */
  async abandon(): Promise<void> {
    this.#stopped.abort();
    this.#log.stop();
    await this.control.close();
  }

  async #drain(): Promise<void> {
    await this.use(draining);
    const deadline = performance.now() + drainMs;
    while ((await this.#underWay()) > 0 && performance.now() < deadline) await setTimeout(50);
    await this.caughtUp();
  }

  async #load(vcl: string): Promise<string> {
    const name = `vcl_${(this.#loaded += 1)}`;
    await loadVcl(this.#varnishd.cli, name, vcl);
    return name;
  }

  async #underWay(): Promise<number> {
    const { stdout } = await run('varnishstat', ['-1', '-n', this.#varnishd.instance, '-f', 'MEMPOOL.*.live'], { env: varnishEnvironment() });
    const live = stdout.matchAll(/^MEMPOOL\.(?:req\d+|busyobj)\.live +(\d+)/gm);
    return [...live].reduce((sum, [, objects]) => sum + Number(objects), 0);
  }

  #follow(): VarnishLog {
    return followLog(this.#varnishd.instance, (group) => {
      for (const mark of notes(group, 'mark')) this.#marks.get(mark)?.();
      this.#onGroup(group);
    });
  }

  /** Should varnishlog end, what is logged until it runs again is lost. */
  async #keepFollowing(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.#log.ended;
      await setTimeout(followAgainMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
      if (!this.#stopped.signal.aborted) this.#log = this.#follow();
    }
  }
}
