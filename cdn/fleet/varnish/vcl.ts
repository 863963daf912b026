import { readFileSync } from 'node:fs';
import type { CacheRule, QueryParameters, Site } from '../../edge/site.ts';
import { purgeStateVcl } from './purge-states.ts';
import type { Backend } from './resolve-servers.ts';
import { siteToken } from './site-token.ts';
import { regexParameterName, regexPattern, regexText, vclRegex, vclString } from './vcl-text.ts';

export interface ResolvedSite {
  readonly site: Site;
  /** In the order in which they are asked; none: its servers' names can't be resolved, or lead to where they may not. */
  readonly backends: readonly Backend[];
}

const common = readFileSync(new URL('edge.vcl', import.meta.url), 'utf8');

/** Kept from the client's request to the end of its answer, see `edge.vcl`. */
const ofRequest = [
  ...['site', 'host', 'url', 'path', 'key', 'rule', 'cache-control', 'default-cache-control', 'compressed-types', 'host-header'],
  ...['servers', 'server', 'bypass', 'handling', 'origin-status', 'refresh', 'stale-if-error', 'failed', 'objects'],
];

/** The whole VCL of an edge. Throws if a site holds what VCL can't say, see `unservable`. */
export function vclOf(sites: readonly ResolvedSite[], purgeStates: string): string {
  const backends = new Map<string, string>();
  const nameOf = ({ address, port, host }: Backend): string => {
    const backend = `{ .host = "${address}"; .port = "${port}"; .host_header = ${vclString(host)}; }`;
    const name = backends.get(backend) ?? `b${backends.size}`;
    backends.set(backend, name);
    return name;
  };
  const numbered = sites.map((resolved, number): NumberedSite => ({ ...resolved, number, backends: resolved.backends.map(nameOf) }));
  return [
    'vcl 4.1;',
    'import std; import purge; import cookie; import directors;',
    'backend none none;',
    ...[...backends].map(([backend, name]) => `backend ${name} ${backend}`),
    subroutine('vcl_init', numbered.filter(takesTurns).flatMap(director)),
    ...numbered.map(siteSubroutine),
    subroutine('eg_find_site', byHost(numbered)),
    subroutine('eg_next_server', choice(numbered.filter(failsOver).map(nextServer))),
    subroutine('eg_rule_fields', choice(numbered.flatMap(ruleFields))),
    subroutine('eg_forget_of_client', forget('req', ofRequest)),
    subroutine('eg_forget_of_fetch', forget('bereq', [...ofRequest, 'do', 'token'])),
    subroutine('eg_purge_state', purgeStateVcl(purgeStates)),
    common,
  ].join('\n');
}

interface NumberedSite {
  readonly site: Site;
  readonly number: number;
  readonly backends: readonly string[];
}

type Lines = readonly string[];

const subroutine = (name: string, lines: Lines): string => `sub ${name} {\n${lines.join('\n')}\n}`;
const call = (site: number): Lines => [`call eg_site_${site};`];
const set = (field: string, value: string): string => `set req.http.eg-${field} = ${vclString(value)};`;
const forget = (of: 'req' | 'bereq', fields: readonly string[]): Lines => fields.map((field) => `unset ${of}.http.eg-${field};`);

/** The first whose condition holds. */
function choice(cases: readonly (readonly [condition: string, lines: Lines])[], otherwise: Lines = []): Lines {
  if (cases.length === 0) return otherwise;
  const chosen = cases.map(([condition, lines]) => `if (${condition}) {\n${lines.join('\n')}\n}`).join(' else');
  return [otherwise.length === 0 ? chosen : `${chosen} else {\n${otherwise.join('\n')}\n}`];
}

/** As `siteFinder` of the embedded edge does. */
function byHost(sites: readonly NumberedSite[]): Lines {
  const hosts = new Map<string, NumberedSite[]>();
  for (const numbered of sites) for (const host of numbered.site.hostnames) hosts.set(host, [...(hosts.get(host) ?? []), numbered]);
  const byPath = (alike: readonly NumberedSite[]): Lines =>
    choice(
      alike
        .toSorted(({ site: one }, { site: other }) => other.path.length - one.path.length)
        .map(({ site, number }) => [site.path === '' ? 'true' : `req.url ~ ${vclRegex(`^${regexText(site.path)}(?:[/?]|$)`)}`, call(number)]),
    );
  const any = hosts.get('*') ?? [];
  hosts.delete('*');
  return choice(
    [...hosts].map(([host, alike]) => [`req.http.eg-host == ${vclString(host)}`, byPath(alike)]),
    byPath(any),
  );
}

/** Short, since a compiler works on it: `edge.vcl` has set what holds for most sites. */
function siteSubroutine({ site, number, backends }: NumberedSite): string {
  const { path, origin, cacheRules, defaultCacheControl, compressedTypes } = site;
  return subroutine(`eg_site_${number}`, [
    set('site', siteToken(site.id)),
    ...(path === ''
      ? []
      : [
          `set req.http.eg-url = regsub(req.url, ${vclRegex(`^${regexText(path)}/?`)}, "/");`,
          'set req.http.eg-path = regsub(req.http.eg-url, "\\?.*$", "");',
          'set req.http.eg-key = req.http.eg-url;',
        ]),
    ...(defaultCacheControl === null ? [] : [set('default-cache-control', defaultCacheControl)]),
    ...(compressedTypes.length === 0 ? [] : [set('compressed-types', `,${compressedTypes.join(',')},`)]),
    ...choice(
      cacheRules.map((rule, index) => [`req.http.eg-path ~ ${vclRegex(`^${regexPattern(rule.path, '.')}$`)}`, ruleLines(site, rule, `${number}.${index}`)]),
      queryLines(site, null),
    ),
    ...(origin === null ? ['unset req.http.eg-servers;'] : originLines(origin, number, backends)),
    ...(path === '' && (origin?.path ?? '') === '' ? [] : [`set req.url = ${vclString(origin?.path ?? '')} + req.http.eg-url;`]),
  ]);
}

const ruleLines = (site: Site, { cacheControl, queryParameters, setFields, dropFields }: CacheRule, name: string): Lines => [
  ...(cacheControl === null ? [] : [set('cache-control', cacheControl)]),
  ...(setFields.length + dropFields.length === 0 ? [] : [set('rule', name)]),
  ...queryLines(site, queryParameters),
];

/** The key under which the URL is stored. */
function queryLines({ queryStrings }: Site, ofRule: QueryParameters | null): Lines {
  const counted = ofRule ?? { count: queryStrings === 'none' ? 'none' : 'all' };
  if (!('names' in counted)) {
    if (counted.count === 'none') return ['set req.http.eg-key = req.http.eg-path;'];
    const bypasses = ofRule === null && queryStrings === 'bypass';
    return bypasses ? ['if (req.http.eg-url ~ "\\?") {', set('bypass', '1'), '}'] : [];
  }
  const named = `(?:${counted.names.map(regexParameterName).join('|')})(?:=|&|$)`;
  const unwanted = counted.count === 'only' ? `(?!${named})[^&]*` : `(?=${named})[^&]*`;
  return [
    `set req.http.eg-key = regsuball(req.http.eg-url, ${vclRegex(`([?&])${unwanted}`)}, "\\1");`,
    'set req.http.eg-key = regsub(regsub(regsuball(req.http.eg-key, "&&+", "&"), "\\?&", "?"), "[?&]+$", "");',
    'set req.http.eg-key = std.querysort(req.http.eg-key);',
  ];
}

const originLines = ({ hostHeader }: NonNullable<Site['origin']>, number: number, backends: readonly string[]): Lines => [
  ...(hostHeader === null ? [] : [set('host-header', hostHeader)]),
  ...(backends.length > 1 ? [set('servers', String(backends.length)), set('server', String(number))] : []),
  `set req.backend_hint = ${backends.length > 1 ? `turns_${number}.backend()` : (backends[0] ?? 'none')};`,
];

const takesTurns = ({ site, backends }: NumberedSite): boolean => backends.length > 1 && site.origin !== null;

const director = ({ site, number, backends }: NumberedSite): Lines => [
  `new turns_${number} = directors.${site.origin?.balance === 'round-robin' ? 'round_robin' : 'fallback'}();`,
  ...backends.map((backend) => `turns_${number}.add_backend(${backend});`),
];

const failsOver = (numbered: NumberedSite): boolean => takesTurns(numbered) && numbered.site.origin?.balance === 'failover';

/** Without probes a director takes every server for healthy. In turn, its next is another; else it must be named. */
const nextServer = ({ number, backends }: NumberedSite): readonly [string, Lines] => [
  `cookie.get("server") == "${number}"`,
  choice(backends.slice(1).map((backend, index) => [`bereq.retries == ${index + 1}`, [`set bereq.backend = ${backend};`]])),
];

const ruleFields = ({ site, number }: NumberedSite): (readonly [string, Lines])[] =>
  site.cacheRules.flatMap(({ setFields, dropFields }, index) => {
    const lines = [
      ...dropFields.map((name) => `unset resp.http."${name}";`),
      // Lines of one name make one list (RFC 9110, section 5.3).
      ...[...Map.groupBy(setFields, ({ name }) => name)].map(
        ([name, alike]) => `set resp.http."${name}" = ${vclString(alike.map(({ value }) => value).join(', '))};`,
      ),
    ];
    return lines.length === 0 ? [] : [[`req.http.eg-rule == "${number}.${index}"`, lines] as const];
  });
