import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';
import { canonicalPath } from './protection.ts';

/** What a token may be bound to. */
export interface TokenUse {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly clientIp: string;
  /** As the client sent it, without the query. */
  readonly path: string;
  /** Without a port. */
  readonly host: string;
  /** Empty: the client sent none. */
  readonly referrer: string;
  readonly secure: boolean;
}

type Rule = (value: string, use: TokenUse) => boolean;

/** Whether a token's parameters, such as `ec_expire=1735689600&ec_proto_allow=https`, admit this use of it. */
export const admits = (parameters: string, use: TokenUse): boolean =>
  parameters.split('&').every((parameter) => {
    const [name = ''] = parameter.split('=', 1);
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    // A restriction that is not understood would not hold; other parameters are the customer's own.
    return rule ? rule(parameter.slice(name.length + 1), use) : !/^ec_.*_(allow|deny)$/.test(name);
  });

const unknownCountry: Rule = () => false;

const rules: Readonly<Record<string, Rule>> = {
  ec_expire: (seconds, { now }) => /^\d+$/.test(seconds) && now < Number(seconds) * 1000,
  ec_clientip: (ranges, { clientIp }) => some(ranges, (range) => inRange(clientIp, range)),
  ec_url_allow: (prefixes, { path }) => some(prefixes, (prefix) => startsWith(path, prefix)),
  // There is no way to know the country of a client here.
  ec_country_allow: unknownCountry,
  ec_country_deny: unknownCountry,
  ec_host_allow: (names, { host }) => some(names, (name) => isHost(host, name)),
  ec_host_deny: (names, { host }) => !some(names, (name) => isHost(host, name)),
  ec_proto_allow: (protocols, { secure }) => some(protocols, (protocol) => protocol === (secure ? 'https' : 'http')),
  ec_proto_deny: (protocols, { secure }) => !some(protocols, (protocol) => protocol === (secure ? 'https' : 'http')),
  ec_ref_allow: (referrers, { referrer }) => some(referrers, (named) => isReferrer(referrer, named)),
  ec_ref_deny: (referrers, { referrer }) => !some(referrers, (named) => isReferrer(referrer, named)),
};

const some = (list: string, matches: (member: string) => boolean): boolean => list.split(',').some(matches);

function inRange(address: string, range: string): boolean {
  const [network = '', bits] = range.split('/');
  if (isIP(network) === 0 || isIP(address) === 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return false;
  const client = ipaddr.process(address);
  const base = ipaddr.process(network);
  const length = base.toByteArray().length * 8;
  const prefix = bits === undefined ? length : Number(bits);
  return client.kind() === base.kind() && prefix <= length && client.match(base, prefix);
}

/** In the client's spelling and in what an origin may read in it. */
const startsWith = (path: string, prefix: string): boolean =>
  prefix !== '' && path.startsWith(prefix) && canonicalPath(path).startsWith(canonicalPath(prefix).slice(0, -1));

/** `*.example.com` is every name below example.com, not itself. */
function isHost(host: string, named: string): boolean {
  const [name, pattern] = [host.toLowerCase(), named.toLowerCase()];
  return pattern.startsWith('*') ? pattern !== '*' && name.endsWith(pattern.slice(1)) : name === pattern;
}

/** Host, or host and beginning of the path, with or without scheme; empty or `Missing`: no referrer. */
function isReferrer(referrer: string, named: string): boolean {
  if (named === '' || named.toLowerCase() === 'missing') return referrer === '';
  const url = URL.parse(referrer);
  const bare = named.replace(/^https?:\/\//i, '');
  const slash = bare.indexOf('/');
  const [host, path] = slash === -1 ? [bare, '/'] : [bare.slice(0, slash), bare.slice(slash)];
  return url !== null && (isHost(url.hostname, host) || isHost(url.host, host)) && url.pathname.startsWith(path);
}
