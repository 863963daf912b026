/** Whether it is a URL of a ClickHouse server's HTTP interface, with a database. */
export function isClickHouseUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && /^\/\w+$/.test(pathname) && search === '' && hash === '';
}

/** The URL without user and password: to be shown. */
export function withoutCredentials(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
