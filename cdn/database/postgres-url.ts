/** Whether it is a URL of a PostgreSQL database. One whose password holds `/`, `?`, `#` or `@` as such is not. */
export function isPostgresUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, hash } = new URL(text);
  return (protocol === 'postgres:' || protocol === 'postgresql:') && /^\/[^/@]+$/.test(pathname) && hash === '';
}

/** The URL without its password and its parameters, which may hold one: to be shown. */
export function withoutPassword(url: string): string {
  const { protocol, username, host, pathname } = new URL(url);
  return `${protocol}//${username}${username && '@'}${host}${pathname}`;
}
