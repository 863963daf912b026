/** CDN paths: `/80<account number>/<directory>` is the root of a customer origin, `/00<account number>` the CDN's storage. */

export const originRoot = (accountNumber: string, directory: string): string => `/80${accountNumber}/${directory}`;

export const storageRoot = (accountNumber: string): string => `/00${accountNumber}`;

/**
 * Where a directory of CDN paths lies in a site whose root is at `root`: `/` if it holds the whole site, else a path below it, such as `/secure`;
 * null if none of the site lies in it. The account number counts in either case of its letters.
 */
export function withinRoot(directory: string, root: string): string | null {
  const inner = segments(directory);
  const outer = segments(root);
  const shared = Math.min(inner.length, outer.length);
  if (inner.slice(0, shared).some((segment, index) => segment !== outer[index])) return null;
  return `/${inner.slice(outer.length).join('/')}`;
}

const segments = (path: string): string[] =>
  path.split('/').filter((segment) => segment !== '').map((segment, index) => (index === 0 ? segment.toUpperCase() : segment));
