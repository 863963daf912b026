/** Header fields by lower-case name. */
export type Fields = Record<string, string | string[]>;

type Received = Readonly<Record<string, string | string[] | undefined>>;

/** Fields of one connection, not of the message (RFC 9110, section 7.6.1). */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authentication-info',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

export const isHopByHop = (name: string): boolean => hopByHop.has(name);

/** A field's lines, joined as one list (RFC 9110, section 5.3); undefined if absent. */
export const combined = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;

/** The members of a field that is a comma-separated list without quoted strings. */
export const members = (value: string | string[] | undefined): string[] =>
  (combined(value) ?? '')
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member !== '');

/** A copy without the fields of the connection, also those that Connection names. */
export function endToEnd(received: Received): Fields {
  const named = namedByConnection(received.connection);
  const fields: Fields = {};
  for (const name in received) {
    const value = received[name];
    if (value !== undefined && !hopByHop.has(name) && !named.includes(name)) fields[name] = value;
  }
  return fields;
}

function namedByConnection(connection: string | string[] | undefined): readonly string[] {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return [];
  return members(connection).map((name) => name.toLowerCase());
}
