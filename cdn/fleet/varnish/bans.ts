import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ControlSocket } from './control-socket.ts';
import type { VarnishCli } from './varnish-cli.ts';
import { varnishEnvironment } from './varnishd.ts';

const run = promisify(execFile);

/** Of bans, met by requests or by the lurker. */
interface Counters {
  /** Objects. */
  readonly removed: number;
  /** Objects, each once for a ban. */
  readonly tested: number;
  /** Of single conditions. */
  readonly tests: number;
}

/** How long the lurker may take to meet everything stored. */
const patienceMs = 60_000;

/**
 * Bans that are counted. A ban is in force at once, as each request tests what it finds against the bans that are newer; meanwhile
 * Varnish's lurker tests all objects. Counters tell what it met; the callers see to it that only one ban is under way.
 */
export class Bans {
  readonly #instance: string;
  readonly #cli: VarnishCli;
  readonly #control: ControlSocket;
  #counted: Counters = { removed: 0, tested: 0, tests: 0 };

  constructor(instance: string, cli: VarnishCli, control: ControlSocket) {
    this.#instance = instance;
    this.#cli = cli;
    this.#control = control;
  }

  /** Removes objects; `remaining`: how many were not tested in time. */
  async remove(expression: string): Promise<{ objects: number; remaining: number }> {
    await this.#control.ban(expression);
    const remaining = await this.#untested();
    const { removed } = await this.#since();
    return { objects: removed, remaining };
  }

  /**
   * How many objects match one condition. A second that holds for none is tested only on those: there are as many tests more than
   * there are objects.
   */
  async count(condition: string): Promise<number> {
    await this.#control.ban(`${condition} && obj.http.eg == never`);
    await this.#untested();
    const { tests, tested } = await this.#since();
    return tests - tested;
  }

  /** Waits until the newest ban has met everything; gives how many objects it has not after all. */
  async #untested(): Promise<number> {
    const deadline = performance.now() + patienceMs;
    for (let pauseMs = 1; ; pauseMs = Math.min(2 * pauseMs, 50)) {
      const [newest, ...older] = (await this.#cli.do('ban.list')).split('\n').slice(1).map(ban);
      if (newest?.completed) return 0;
      if (performance.now() > deadline) return older.reduce((sum, { objects }) => sum + objects, 0);
      await setTimeout(pauseMs);
    }
  }

  /** What has been counted since it was last asked: of the last ban, as no ban is left that has not met everything. */
  async #since(): Promise<Counters> {
    const before = this.#counted;
    const now = (this.#counted = await this.#counters());
    // Varnish's worker begins at 0 again should it be started anew.
    if (now.tests < before.tests) return now;
    return { removed: now.removed - before.removed, tested: now.tested - before.tested, tests: now.tests - before.tests };
  }

  async #counters(): Promise<Counters> {
    const { stdout } = await run('varnishstat', ['-1', '-n', this.#instance, '-f', 'MAIN.bans*'], { env: varnishEnvironment() });
    const of = (...names: readonly string[]) =>
      names.reduce((sum, name) => sum + Number(new RegExp(`^MAIN\\.${name} +(\\d+)`, 'm').exec(stdout)?.[1] ?? 0), 0);
    return {
      removed: of('bans_obj_killed', 'bans_lurker_obj_killed'),
      tested: of('bans_tested', 'bans_lurker_tested'),
      tests: of('bans_tests_tested', 'bans_lurker_tests_tested'),
    };
  }
}

/** `1795614529.427414  9000 C  obj.http…`: when, of how many objects it is the newest that they met, flags, what. */
function ban(line: string): { objects: number; completed: boolean } {
  const [, objects, flags = ''] = line.trim().split(/\s+/, 3);
  return { objects: Number(objects ?? 0), completed: flags.includes('C') };
}
