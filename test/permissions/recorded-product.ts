import { updateCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import { createUser, deleteUser } from '@edgegraph/cdn/database/queries/users.ts';
import { inTransaction } from '@edgegraph/cdn/database/transaction.ts';
import type { SubgraphRequest } from '@edgegraph/gateway/execute/subgraph.ts';
import { type HttpMethod, type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import type { Call } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import type { Route } from '@edgegraph/rest/route.ts';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Product, type SubgraphExecutors, startProduct } from '../product.ts';
import { ownAccount } from './arguments.ts';
import type { Operation } from './operation.ts';

/** Who asks: the customer's administrator, or a user with these grants; either within what the customer has. */
export interface Grant {
  readonly holder: 'administrator' | 'user';
  readonly methods: readonly HttpMethod[];
  /** Stored as they are, possibly without those above them. */
  readonly modules: readonly Module[];
  readonly customerModules: readonly Module[];
  readonly customerStatus: 'active' | 'trial' | 'suspended' | 'inactive';
}

export const everything: Grant = { holder: 'administrator', methods: httpMethods, modules, customerModules: modules, customerStatus: 'active' };

/** What REST says of a call before it reads any input. */
export type Admission = 'allowed' | 'denied' | 'nobody';

/**
 * The product with a record of what is asked of its subgraphs and services. Every call passes the door's authorisation. What it lets through is read
 * once and then remembered, and nothing is ever written: a call that would write is answered as if it had been done to the object of id 1. So every
 * operation meets the same store.
 */
export async function startRecordedProduct() {
  const called: Route[] = [];
  const refused: Route[] = [];
  const asked: SubgraphRequest[] = [];
  /** Of those who have called since the last subscription began. */
  const signals: AbortSignal[] = [];
  /** The calls of the subscription that goes on: it reads again and again, and each counts once. Null between subscriptions. */
  let ofSubscription: Set<string> | null = null;
  const reads = new Map<string, Promise<unknown>>();

  const call: Call = async (route, input, { token, accountNumber, address, signal }) => {
    const key = JSON.stringify([route.path, input]);
    if (!ofSubscription?.has(key)) called.push(route);
    ofSubscription?.add(key);
    if (signal) signals.push(signal);
    const viewer = await product.door.authorize(route, token, accountNumber, address).catch((refusal: unknown) => {
      refused.push(route);
      throw refusal;
    });
    if (route.method !== 'GET') return writeDone;
    const read = reads.get(key) ?? product.door.run(route, input, viewer);
    reads.set(key, read);
    return read;
  };
  const throughSubgraphs = (subgraphs: SubgraphExecutors): SubgraphExecutors =>
    new Map(
      [...subgraphs].map(([name, execute]) => [
        name,
        (request, ...rest) => {
          asked.push(request);
          return execute(request, ...rest);
        },
      ]),
    );
  const product = await startProduct({ throughCall: () => call, throughSubgraphs });
  await secondOfEach(product);
  await product.customer('0002');
  let userId = 0;

  return {
    /** What an operation is answered; of a subscription, its first result. */
    async ask(kind: Operation['kind'], query: string, { token, variables }: { token: string; variables: Record<string, unknown> }) {
      if (kind !== 'subscription') return product.graphql(query, { token, variables });
      signals.splice(0);
      ofSubscription = new Set();
      const answer = await product.first(query, { token, variables });
      // Until the server has noticed that its client has left, it may go on asking.
      for (const signal of signals.splice(0)) if (!signal.aborted) await once(signal, 'abort');
      ofSubscription = null;
      return answer;
    },
    rest: product.rest,

    /** What has been asked since the last time that this was asked. */
    takeRecord: () => ({ called: called.splice(0), refused: refused.splice(0), asked: asked.splice(0) }),

    /** A token with this grant and, from now on, no other; of a user without methods, one that nobody has. */
    tokenFor: ({ holder, methods, modules: granted, customerModules, customerStatus }: Grant): Promise<string> =>
      inTransaction(product.db, async (transaction) => {
        await updateCustomer(transaction, ownAccount, { modules: customerModules, status: customerStatus });
        if (holder === 'administrator') return product.adminToken;
        await deleteUser(transaction, ownAccount, userId);
        const token = randomUUID();
        const user = { accountNumber: ownAccount, login: 'user@example.com', firstName: 'A', lastName: 'User', isAdministrator: false };
        const created = await createUser(transaction, { ...user, methods, modules: granted, token });
        if (created === 'taken') throw new Error(`${user.login} is taken.`);
        userId = created.user.id;
        return token;
      }),

    /** What the services' door says to this token. */
    async admission(route: Route, token: string, accountNumber: string): Promise<Admission> {
      try {
        await product.door.authorize(route, token, accountNumber, '127.0.0.1');
        return 'allowed';
      } catch (error) {
        if (!(error instanceof RestError)) throw error;
        return error.message === 'Access Denied' ? 'denied' : 'nobody';
      }
    },

    [Symbol.asyncDispose]: () => product[Symbol.asyncDispose](),
  };
}

export type RecordedProduct = Awaited<ReturnType<typeof startRecordedProduct>>;

/** What any route that writes answers; each reads the members that are its own. */
const writeDone = {
  CNameId: 1,
  Changes: [],
  CustomerOriginId: 1,
  CustomerUserId: 1,
  Edges: [],
  ExpiresAt: '2030-01-01T00:00:00Z',
  FileName: 'report.csv',
  Id: '522e0c33e5671c06c14224d7',
  Number: 1,
  Problems: [],
  Token: 'issued',
  Url: '/exports/signed',
  Version: 2,
};

/** A list of one and a list of several are read by different routes. */
async function secondOfEach({ rest, adminToken: token, token: newUser }: Product): Promise<void> {
  const origin = { DirectoryName: 'second', HostHeader: 'second.example.com', HttpHostnames: [{ Name: 'http://origin.second.example.com:80' }], HttpLoadBalancing: 'RR' };
  const created = await rest('POST', `/v2/mcc/customers/${ownAccount}/origins/httplarge`, { token, body: origin });
  const cname = { DirPath: '', MediaTypeId: 3, Name: 'second.example.com', OriginId: created.json.CustomerOriginId };
  await rest('POST', `/v2/mcc/customers/${ownAccount}/cnames`, { token, body: cname });
  await newUser(['GET'], []);
}
