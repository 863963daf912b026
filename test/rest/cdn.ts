/** What the tests of the REST contract share: an embedded CDN with its door, and the two ways through it. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import { createUser } from '@edgegraph/cdn/database/queries/users.ts';
import { openDatabase } from '@edgegraph/cdn/database/sqlite.ts';
import { openEmbeddedCdn } from '@edgegraph/cdn/embedded-cdn.ts';
import { type HttpMethod, type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import type { Call, Caller } from '@edgegraph/rest/client.ts';
import type { Door } from '@edgegraph/rest/door.ts';
import { inProcess } from '@edgegraph/rest/in-process.ts';
import { overHttp } from '@edgegraph/rest/over-http.ts';
import { serveRoutes } from '@edgegraph/rest/server.ts';
import { allRoutes } from '@edgegraph/rest/services.ts';
import Fastify from 'fastify';

const timeoutMs = 10_000;

/** The account of the bundled sample. */
const sampleAccount = '0001';

export interface Grant {
  readonly methods: readonly HttpMethod[];
  /** Stored as they are: their ancestors belong into it. */
  readonly modules: readonly Module[];
}

/** Everything that can be granted. */
export const everything: Grant = { methods: httpMethods, modules };

export interface User extends Caller {
  readonly id: number;
  readonly login: string;
}

/** An embedded CDN with the sample on a fresh data directory; `await using` closes it and removes its data. */
export async function startCdn() {
  await using opening = new AsyncDisposableStack();
  const directory = opening.adopt(await mkdtemp(join(tmpdir(), 'edgegraph-')), (path) =>
    rm(path, { recursive: true, force: true }),
  );
  const adminToken = randomUUID();
  const reported: unknown[] = [];
  const cdn = opening.adopt(
    await openEmbeddedCdn({
      dataDirectory: directory,
      adminToken,
      withSample: true,
      report: (cause) => void reported.push(cause),
    }),
    (opened) => opened.close(),
  );
  // A second connection to the same file, for what no route creates yet.
  const db = opening.adopt(await openDatabase(join(directory, 'configuration.sqlite')), (database) => database.destroy());
  const stores = opening.move();
  const administrator: Caller = { token: adminToken, accountNumber: sampleAccount };
  let customers = 0;
  let users = 0;

  /** A new user with these grants. */
  async function user({ methods, modules }: Grant, accountNumber = sampleAccount): Promise<User> {
    const token = randomUUID();
    const login = `user-${(users += 1)}@example.com`;
    const created = await createUser(db, {
      accountNumber,
      login,
      firstName: 'A',
      lastName: 'User',
      isAdministrator: false,
      methods,
      modules,
      token,
    });
    if (created === 'taken') throw new Error(`${login} is taken`);
    return { id: created.user.id, login, token, accountNumber };
  }

  /** A user with every grant, of a new customer that has nothing else but these modules. */
  async function customer(ofCustomer: readonly Module[] = modules): Promise<User> {
    const accountNumber = `C${String((customers += 1)).padStart(4, '0')}`;
    await createCustomer(db, { accountNumber, name: `Customer ${accountNumber}`, status: 'active', modules: ofCustomer });
    return user(everything, accountNumber);
  }

  return {
    door: cdn.door,
    /** What edges ask. */
    fleet: cdn.fleet,
    /** Where edges' events go. */
    events: cdn.events,
    administrator,
    user,
    customer,
    /** The causes of 500s until now. */
    reported,
    [Symbol.asyncDispose]: () => stores.disposeAsync(),
  };
}

export type Cdn = Awaited<ReturnType<typeof startCdn>>;

/** A way through the door; `await using` ends it. */
export interface Binding extends AsyncDisposable {
  readonly call: Call;
}

export type Bind = (door: Door) => Promise<Binding>;

export const bindInProcess: Bind = async (door) => ({
  call: inProcess(door, { timeoutMs }),
  [Symbol.asyncDispose]: async () => {},
});

export const bindOverHttp: Bind = async (door) => {
  const server = await listen(door);
  return { call: overHttp(server.url, { timeoutMs }), [Symbol.asyncDispose]: server[Symbol.asyncDispose] };
};

/** Every route behind the door, on a free port of loopback. */
export async function listen(door: Door) {
  const http = Fastify({ forceCloseConnections: true });
  await http.register(serveRoutes, { door, routes: allRoutes });
  const url = await http.listen({ host: '127.0.0.1', port: 0 });
  return { url, [Symbol.asyncDispose]: () => http.close() };
}
