import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ControlSocket } from './control-socket.ts';
import type { VarnishCli } from './varnish-cli.ts';
import { varnishEnvironment } from './varnishd.ts';

const run = promisify(execFile);

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

  constructor(instance: string, cli: VarnishCli, control: ControlSocket) {
    this.#instance = instance;
    this.#cli = cli;
    this.#control = control;
  }

  /** Removes objects; `remaining`: how many were not tested in time. */
  async remove(expression: string): Promise<{ objects: number; remaining: number }> {
    const before = await this.#counters();
    await this.#control.ban(expression);
    const remaining = await this.#untested();
    const after = await this.#counters();
    return { objects: after.removed - before.removed, remaining };
  }

  /**
   * How many objects match one condition. A second that holds for none is tested only on those: there are as many tests more than
   * there are objects.
   */
  async count(condition: string): Promise<number> {
    const before = await this.#counters();
    await this.#control.ban(`${condition} && obj.http.eg == never`);
    await this.#untested();
    const after = await this.#counters();
    return after.tests - before.tests - (after.tested - before.tested);
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

  /** By requests and by the lurker. */
  async #counters(): Promise<{ removed: number; tested: number; tests: number }> {
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
