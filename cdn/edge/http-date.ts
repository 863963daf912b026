/**
 * Whether a response of this Date, an HTTP-date, was made within the last second for the request that brought it; times in
 * milliseconds since 1970. Date tells whole seconds, so that the response would seem up to one older than it is: all of
 * its lifetime, if that is a second.
 */
export function isJustMade(date: string, requestedAt: number, receivedAt: number): boolean {
  const made = Date.parse(date);
  const age = receivedAt - Math.max(made, requestedAt);
  return made >= Math.floor(requestedAt / 1000) * 1000 && age >= 0 && age < 1000;
}

/**
 * An HTTP-date with its words written as RFC 9110, section 5.6.7, has them. A cache shall take them in any case.
 * @see RFC 9111, section 4.2
 */
export const inUsualCase = (date: string): string =>
  date.replace(/[a-z]+/gi, (word) => (/^gmt$/i.test(word) ? 'GMT' : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()));
