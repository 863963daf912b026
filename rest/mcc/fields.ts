/** What a customer can configure, member by member: routes and configuration documents check it alike. */
import { z } from 'zod';

const text = z.string({ error: 'is missing.' });

/** The name of an origin in CDN URLs. */
export const originDirectory = text.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 letters, digits, - or _.');

/** The Host field that an origin gets. */
export const hostHeader = text.regex(/^[^\s/:\p{Cc}]{1,253}(:\d{1,5})?$/u, 'must be a host and optional port, without protocol.');

/** A server of an origin. */
export const serverUrl = z
  .string()
  .regex(/^https?:\/\/[^/\s\p{Cc}]{1,260}$/u, { error: 'must be protocol://host:port.', abort: true })
  .refine((url) => isServer(URL.parse(url)), 'must be protocol://host:port with a host name or address that exists, without user, path and query.');

const isServer = (url: URL | null): boolean => url !== null && url.username === '' && url.password === '' && url.pathname === '/' && url.search === '' && url.hash === '';

export const shieldPop = z.string().regex(/^[A-Za-z]{3,4}$/, 'must be a POP code such as LAX, or a bypass code.');

export const validationUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL.' });

/** The host name of an edge CNAME. */
export const cnameName = text
  .max(253, 'must have at most 253 characters.')
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/, 'must be a host name of lower-case letters, digits, - and .');

/** The folder of an origin that a host name serves. */
export const cnamePath = z
  .string()
  .max(1024, 'must have at most 1,024 characters.')
  .regex(/^[^\s?#]*$/, 'must be a path without query.')
  .refine((path) => !path.split('/').some((segment) => segment === '.' || segment === '..'), 'must not have . or .. for a folder.');

/** A path of CDN URLs, with a slash in front and none behind; the root is `/`. */
export const tokenDirectoryPath = text
  .min(1, 'is missing; / is everything of the platform.')
  .max(1024, 'must have at most 1,024 characters.')
  .regex(/^[^\s?#*\\]*$/, 'must be a path without spaces, query and wildcards.')
  .transform((path) => `/${path.replace(/^\/+|\/+$/g, '')}`)
  .refine((path) => path === '/' || !path.slice(1).split('/').some((segment) => ['', '.', '..'].includes(segment)), 'must not have empty segments, . or ...');

/** A media type, in lower case; may be empty. */
export const contentType = z
  .string()
  .trim()
  .toLowerCase()
  .max(255, 'must have at most 255 characters.')
  .regex(/^([a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+)?$/, 'must be a media type such as text/html.');
