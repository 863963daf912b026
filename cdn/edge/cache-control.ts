import { members } from './fields.ts';

const withSeconds = new Set(['max-age', 's-maxage', 'stale-while-revalidate', 'stale-if-error']);
const bare = new Set([
  'immutable',
  'must-revalidate',
  'must-understand',
  'no-cache',
  'no-store',
  'no-transform',
  'private',
  'proxy-revalidate',
  'public',
]);
const forbidStale = ['s-maxage', 'must-revalidate', 'proxy-revalidate', 'no-cache'];
const allowStale = ['stale-while-revalidate', 'stale-if-error'];

/** What keeps a text from standing for a response's Cache-Control; null: nothing. See RFC 9111, section 5.2.2, and RFC 5861. */
export function cacheControlProblem(text: string): string | null {
  const names: string[] = [];
  for (const member of members(text)) {
    const problem = directiveProblem(member);
    if (problem !== null) return problem;
    names.push(nameOf(member));
  }
  if (names.length === 0) return 'is empty. Say for example max-age=600.';
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) return `says ${twice} twice.`;
  const forbids = forbidStale.find((name) => names.includes(name));
  const allows = allowStale.find((name) => names.includes(name));
  if (forbids === undefined || allows === undefined) return null;
  return `says ${allows}, which ${forbids} forbids to shared caches. ${forbids === 's-maxage' ? 'Say max-age instead' : `Leave ${forbids} out`}.`;
}

function directiveProblem(member: string): string | null {
  const name = nameOf(member);
  if (withSeconds.has(name)) return /^[^=]+=\d{1,10}$/.test(member) ? null : `needs seconds in ${member}, such as ${name}=600.`;
  if (!bare.has(name)) return `has no directive ${member}. Directives are ${[...withSeconds, ...bare].join(', ')}.`;
  return member.includes('=') ? `takes no value in ${member}. Say ${name}.` : null;
}

const nameOf = (member: string): string => (member.split('=', 1)[0] ?? '').toLowerCase();
