import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

export interface Running {
  readonly child: ChildProcess;
  readonly url: string;
}

/** A process that is killed again and again, and started anew. */
export class Mortal {
  readonly name: string;
  kills = 0;
  readonly #start: () => Promise<Running>;
  #running: Running | null = null;

  constructor(name: string, start: () => Promise<Running>) {
    this.name = name;
    this.#start = start;
  }

  /** Where it answers; null while it is dead. */
  get url(): string | null {
    return this.#running?.url ?? null;
  }

  async start(): Promise<string> {
    this.#running = await this.#start();
    return this.#running.url;
  }

  /** `kill -9`. Nothing happens to one that is dead. */
  async kill(): Promise<void> {
    if (this.#running) this.kills += 1;
    await this.#end('SIGKILL');
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM');
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#running;
    if (!running) return;
    this.#running = null;
    if (running.child.exitCode !== null || running.child.signalCode !== null) throw new Error(`${this.name} has ended by itself.`);
    const ended = once(running.child, 'exit');
    running.child.kill(signal);
    await ended;
  }
}
