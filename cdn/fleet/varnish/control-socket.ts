import { type IncomingHttpHeaders } from 'node:http';
import { Pool } from 'undici';
import type { LoadOutcome } from '../edge-driver.ts';

export type UrlPurge = 'purge-hard' | 'purge-soft';

/** As clients ask for it. */
export interface SiteUrl {
  /** The site's. */
  readonly token: string;
  readonly host: string;
  readonly url: string;
}

/** The driver's own requests to a varnishd, which `edge.vcl` answers on no other socket. */
export class ControlSocket {
  readonly #pool: Pool;

  constructor(path: string) {
    this.#pool = new Pool('http://edge', { socketPath: path, connections: 16, headersTimeout: 0, bodyTimeout: 0 });
  }

  /** What is stored and matches the expression is served no more. See varnish-cli(7), `ban`; its values must not hold white space. */
  async ban(expression: string): Promise<void> {
    await this.#ask({ 'eg-do': 'ban', 'eg-ban': expression });
  }

  /** Meets every variant of one URL, if it is the site's; gives how many. */
  async purgeUrl(how: UrlPurge, { token, host, url }: SiteUrl): Promise<number> {
    const answer = await this.#ask({ 'eg-do': how, 'eg-token': token, host }, url);
    return Number(answer['eg-objects'] ?? 0);
  }

  /** Has the text logged. */
  async mark(text: string): Promise<void> {
    await this.#ask({ 'eg-do': 'mark', 'eg-mark': text });
  }

  /** Asks for a URL as a client would. */
  async load(host: string, url: string): Promise<LoadOutcome> {
    const { statusCode, headers, body } = await this.#pool.request({ method: 'GET', path: url, headers: { host, 'eg-do': 'load' } });
    let bytes = 0;
    for await (const chunk of body) bytes += (chunk as Buffer).length;
    const stored = headers['eg-stored'] === '1';
    const problem = headers['eg-problem'] === undefined ? problemOf(statusCode, stored) : String(headers['eg-problem']);
    return { status: statusCode, bytes, stored, problem };
  }

  close(): Promise<void> {
    return this.#pool.destroy();
  }

  async #ask(headers: Record<string, string>, path = '/'): Promise<IncomingHttpHeaders> {
    const answer = await this.#pool.request({ method: 'GET', path, headers: { host: 'edge', ...headers } });
    await answer.body.dump();
    if (answer.statusCode !== 200) throw new Error(`varnishd did not ${headers['eg-do']}: ${answer.statusCode} ${answer.statusText}`);
    return answer.headers;
  }
}

function problemOf(status: number, stored: boolean): string | null {
  if (status >= 400) return `The origin answered ${status}.`;
  return stored ? null : 'The answer is not stored, or not fresh: its Cache-Control, Expires, Set-Cookie or Vary forbids it, or it was purged meanwhile.';
}
