import type { IncomingMessage } from 'node:http';

export interface RequestTarget {
  /** Name, and port if given. */
  readonly host: string | undefined;
  /** Path and query, without dot segments: no path leads out of what its site is given at the origin. */
  readonly url: string;
  /** Path and query as they were sent. */
  readonly sentUrl: string;
}

const dotSegment = /\/(?:\.|%2e){1,2}(?=[/\\?#]|$)/i;

/** Reads a request's target, which may be absolute. Null: it is neither that nor a path. See RFC 9112, section 3.2. */
export function targetOf({ url = '', headers }: Pick<IncomingMessage, 'url' | 'headers'>): RequestTarget | null {
  if (url.startsWith('/')) return { host: headers.host, url: dotSegment.test(url) ? withoutDotSegments(url) : url, sentUrl: url };
  const absolute = /^https?:\/\//i.test(url) ? URL.parse(url) : null;
  if (!absolute) return null;
  const read = absolute.pathname + absolute.search;
  return { host: absolute.host, url: read, sentUrl: read };
}

/** See RFC 3986, section 5.2.4. */
function withoutDotSegments(url: string): string {
  const { pathname, search } = new URL(`http://site${url}`);
  return pathname + search;
}
