import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { expect, it } from 'vitest';
import { createHttp } from './application.ts';

it('a connection on which nothing was sent does not hold up a server that closes', async () => {
  const http = createHttp({ LOG_LEVEL: 'silent' });
  await http.listen({ host: '127.0.0.1', port: 0 });
  // A server that listens on a port has an address.
  const socket = connect((http.server.address() as AddressInfo).port, '127.0.0.1');
  await Promise.all([once(socket, 'connect'), once(http.server, 'connection')]);
  const closed = once(socket, 'close');
  await http.close();
  await closed;
  expect(socket.destroyed).toBe(true);
});
