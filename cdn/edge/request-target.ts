import type { IncomingMessage } from 'node:http';

export interface RequestTarget {
  /** Name, and port if given. */
  readonly host: string | undefined;
  /** Path and query. */
  readonly url: string;
}

/** Reads a request's target, which may be absolute. Null: it is neither that nor a path. See RFC 9112, section 3.2. */
export function targetOf({ url = '', headers }: IncomingMessage): RequestTarget | null {
  if (url.startsWith('/')) return { host: headers.host, url };
  const absolute = /^https?:\/\//i.test(url) ? URL.parse(url) : null;
  return absolute && { host: absolute.host, url: absolute.pathname + absolute.search };
}
