/** `mcc`: what edges do with the responses of an edge CNAME path by path, beyond what the origin says. No part of the old contract. */
import { z } from 'zod';
import { type Capitalized, uncapitalized } from '../capitalized.ts';
import { id, integer } from '../codec.ts';
import { route } from '../route.ts';
import { expectedVersion } from './expected-version.ts';

const customer = '/v2/mcc/customers/{AN}';

/** How the parameters of query strings tell one response from another. */
export const parameterCounts = ['ALL', 'NONE', 'ONLY', 'EXCEPT'] as const;

/** Seconds of at most a year. */
const seconds = integer.refine((value) => value >= 0 && value <= 31_536_000, 'must be 0 to 31,536,000 seconds (a year).');

/** Connection-specific fields (RFC 9110, section 7.6.1), those that frame the body, and those that the edge itself answers for. */
const reserved = new Set([
  'connection', 'keep-alive', 'proxy-authenticate', 'proxy-authorization', 'proxy-connection', 'te', 'trailer', 'transfer-encoding', 'upgrade',
  'content-length', 'content-encoding', 'content-range',
  'age', 'cache-status', 'date',
]);

const headerName = z
  .string({ error: 'is missing.' })
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/, { error: 'must be the name of a header, of at most 100 characters.', abort: true })
  .refine((name) => !reserved.has(name), 'can be neither set nor dropped: it belongs to the connection, the body or the edge.');

const headerValue = z
  .string({ error: 'is missing.' })
  .trim()
  .min(1, 'is missing.')
  .max(1000, 'must have at most 1,000 characters.')
  .regex(/^[\t\x20-\x7e]*$/, 'must be one line of ASCII.');

/** Null when left out. */
const optionalSeconds = seconds.nullish().transform((value) => value ?? null);

const path = z
  .string({ error: 'is missing.' })
  .max(1024, 'must have at most 1,024 characters.')
  .regex(/^[/*][^\s?#\\]*$/, { error: 'must be a path such as /images/* or *.css, without query; it begins with / or *.', abort: true })
  .refine((text) => !text.includes('**'), 'must not have **; one * stands for any characters, / among them.')
  .refine((text) => text.split('*').length <= 6, 'must have at most 5 *.');

const cacheable = z.boolean({ error: 'must be true or false.' }).default(true);
const count = z.enum(parameterCounts, { error: `must be ${parameterCounts.join(', ')}.` });
const names = z
  .array(z.string().regex(/^[^\s&=#]{1,100}$/, 'must be the name of a parameter, of at most 100 characters.'))
  .max(50, 'must have at most 50 parameters.')
  .default([]);
const mostHeaders = 'must have at most 20 headers.';
const dropHeaders = z.array(headerName).max(20, mostHeaders).default([]);

/** One rule, as configuration documents have it; the first whose path matches a URL holds for it. */
export const cacheRule = z
  .strictObject({
    path,
    cacheable,
    ttlSeconds: optionalSeconds,
    staleWhileRevalidateSeconds: optionalSeconds,
    staleIfErrorSeconds: optionalSeconds,
    queryParameters: z.strictObject({ count, names }).nullable().default(null),
    setHeaders: z.array(z.strictObject({ name: headerName, value: headerValue })).max(20, mostHeaders).default([]),
    dropHeaders,
  })
  .superRefine((rule, { addIssue }) => {
    for (const { member, message } of problemsOf(rule)) addIssue({ code: 'custom', path: [member], message });
  });

export type CacheRule = z.output<typeof cacheRule>;

export type RestCacheRule = Capitalized<CacheRule>;

/** The same, as the routes have it. */
const restCacheRule = z
  .object({
    Path: path,
    Cacheable: cacheable,
    TtlSeconds: optionalSeconds,
    StaleWhileRevalidateSeconds: optionalSeconds,
    StaleIfErrorSeconds: optionalSeconds,
    QueryParameters: z.object({ Count: count, Names: names }).nullable().default(null),
    SetHeaders: z.array(z.object({ Name: headerName, Value: headerValue })).max(20, mostHeaders).default([]),
    DropHeaders: dropHeaders,
  })
  .superRefine((rule: RestCacheRule, { addIssue }) => {
    for (const { member, message } of problemsOf(uncapitalized(rule))) addIssue({ code: 'custom', path: [member.charAt(0).toUpperCase() + member.slice(1)], message });
  });

const isTwice = (all: readonly string[]): boolean => new Set(all).size < all.length;

/** What is wrong with the members of a rule taken together. */
function problemsOf(rule: CacheRule): { readonly member: keyof CacheRule; readonly message: string }[] {
  const { queryParameters } = rule;
  const set = rule.setHeaders.map(({ name }) => name);
  const takesNames = queryParameters?.count === 'ONLY' || queryParameters?.count === 'EXCEPT';
  const strange = rule.setHeaders.find(({ name, value }) => name === 'cache-control' && !isCacheControl(value));
  return [
    ...(['ttlSeconds', 'staleWhileRevalidateSeconds', 'staleIfErrorSeconds'] as const).map((member) => {
      if (rule[member] === null) return false;
      if (!rule.cacheable) return { member, message: 'has no meaning where nothing is cached; leave it out.' };
      return rule.ttlSeconds === null && { member, message: 'goes together with a TTL; give both or neither.' };
    }),
    takesNames && queryParameters.names.length === 0 && { member: 'queryParameters' as const, message: `needs names with ${queryParameters.count}.` },
    queryParameters && !takesNames && queryParameters.names.length > 0 && { member: 'queryParameters' as const, message: `takes no names with ${queryParameters.count}.` },
    queryParameters && isTwice(queryParameters.names) && { member: 'queryParameters' as const, message: 'must not name a parameter twice.' },
    isTwice(set) && { member: 'setHeaders' as const, message: 'must not set a header twice.' },
    strange && { member: 'setHeaders' as const, message: `has a Cache-Control that is none: "${strange.value}"; an example is public, max-age=600.` },
    (isTwice(rule.dropHeaders) || rule.dropHeaders.some((name) => set.includes(name))) && {
      member: 'dropHeaders' as const,
      message: 'must name no header twice, and none that is set.',
    },
  ].filter((problem) => problem !== false && problem !== null && problem !== undefined);
}

const inSeconds: ReadonlySet<string> = new Set(['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error']);

/** Directives, those of a time with whole seconds. See RFC 9111, section 5.2. */
const isCacheControl = (value: string): boolean =>
  value.split(',').every((directive) => {
    const [, name = '', argument = ''] = /^\s*([a-z-]+)(?:=("[^"]*"|[!#$%&'*+.^_`|~0-9A-Za-z-]+))?\s*$/i.exec(directive) ?? [];
    return name !== '' && (!inSeconds.has(name.toLowerCase()) || /^\d{1,10}$/.test(argument));
  });

const rules = z.object({ Rules: z.array(restCacheRule).max(100, 'must have at most 100 rules.') });

const answered = z
  .array(
    z.object({
      Path: z.string(),
      Cacheable: z.boolean(),
      TtlSeconds: z.number().nullable(),
      StaleWhileRevalidateSeconds: z.number().nullable(),
      StaleIfErrorSeconds: z.number().nullable(),
      QueryParameters: z.object({ Count: count, Names: z.array(z.string()) }).nullable(),
      SetHeaders: z.array(z.object({ Name: z.string(), Value: z.string() })),
      DropHeaders: z.array(z.string()),
    }),
  )
  .readonly();

export const cacheRules = {
  listCacheRules: route({
    service: 'mcc', method: 'GET', path: `${customer}/cacherules`, access: 'RULES',
    input: z.object({}), output: z.array(z.object({ Id: z.number(), Rules: answered })).readonly(), summary: 'List the cache rules of every edge CNAME that has some, by its Id.',
  }),
  getCacheRules: route({
    service: 'mcc', method: 'GET', path: `${customer}/cnames/{id}/cacherules`, access: 'RULES',
    input: z.object({ id }), output: z.object({ Rules: answered }).nullable(),
    summary: "Get an edge CNAME's cache rules in their order; an empty body if there is no such CNAME.",
  }),
  setCacheRules: route({
    service: 'mcc', method: 'PUT', path: `${customer}/cnames/{id}/cacherules`, access: 'RULES',
    input: z.object({ ...expectedVersion, id, body: rules }), output: z.null(),
    summary: "Replace an edge CNAME's cache rules; the first whose path matches a URL holds for it. An empty list removes all.",
  }),
};
