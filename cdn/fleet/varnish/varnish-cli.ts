import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

/** A command that varnishd did not do. */
export class VarnishCliError extends Error {
  override readonly name = 'VarnishCliError';
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

/** `200 123     `, a line feed, as many bytes as it says, a line feed. */
const headLength = 13;
const truncated = 201;

/**
 * Varnish's command-line interface over two streams, one command at a time in the order of the calls.
 * @see varnish-cli(7)
 */
export class VarnishCli {
  readonly #commands: Writable;
  readonly #waiting: PromiseWithResolvers<Reply>[] = [];
  /** Set once varnishd has gone. */
  #gone: VarnishCliError | null = null;
  #received = Buffer.alloc(0);

  private constructor(replies: Readable, commands: Writable) {
    this.#commands = commands;
    commands.on('error', () => this.#end());
    replies.on('data', (chunk: Buffer) => this.#receive(chunk)).on('close', () => this.#end());
  }

  /** Resolves once varnishd has shown its banner. */
  static async open(replies: Readable, commands: Writable): Promise<VarnishCli> {
    const cli = new VarnishCli(replies, commands);
    await cli.#reply();
    return cli;
  }

  /** Gives the reply's text. Rejects with a VarnishCliError if varnishd refuses the command, or is gone. */
  async do(command: string): Promise<string> {
    if (!this.#gone) this.#commands.write(`${command}\n`);
    const { status, text } = await this.#reply();
    if (status === truncated) throw new VarnishCliError('varnishd cut its reply off. Raise its parameter cli_limit.');
    if (status !== 200) throw new VarnishCliError(text.trim());
    return text;
  }

  /** Ends the commands, upon which a varnishd in the foreground stops. */
  async close(): Promise<void> {
    if (this.#gone) return;
    this.#commands.end();
    await once(this.#commands, 'close');
  }

  #reply(): Promise<Reply> {
    const reply = Promise.withResolvers<Reply>();
    if (this.#gone) reply.reject(this.#gone);
    else this.#waiting.push(reply);
    return reply.promise;
  }

  #receive(chunk: Buffer): void {
    this.#received = Buffer.concat([this.#received, chunk]);
    while (this.#received.length >= headLength) {
      const [status = 0, length = 0] = this.#received.subarray(0, headLength).toString('latin1').trim().split(' ', 2).map(Number);
      const end = headLength + length;
      if (this.#received.length <= end) return;
      this.#waiting.shift()?.resolve({ status, text: this.#received.subarray(headLength, end).toString() });
      this.#received = this.#received.subarray(end + 1);
    }
  }

  #end(): void {
    this.#gone = new VarnishCliError('varnishd has stopped.');
    for (const { reject } of this.#waiting.splice(0)) reject(this.#gone);
  }
}
