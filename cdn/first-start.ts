import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { ingestLog } from './analytics/ingest.ts';
import { openLog } from './analytics/log/file.ts';
import { sampleLogPath } from './analytics/sample/sample.ts';
import type { EventSink } from './analytics/store.ts';
import { type NewAccessEvent, appendAccessEvents } from './database/queries/access-events.ts';
import { createCustomer, findCustomer, lockCustomer } from './database/queries/customers.ts';
import { createEdgeCname } from './database/queries/edge-cnames.ts';
import { appendEntry } from './database/queries/fleet-journal.ts';
import { createOrigin } from './database/queries/origins.ts';
import { findTokenOwner, rotateToken } from './database/queries/tokens.ts';
import { type User, createUser, listUsers } from './database/queries/users.ts';
import type { Database } from './database/tables.ts';
import { inTransaction } from './database/transaction.ts';

/** The first customer keeps its reports for ever: the sample's requests are of 2015. */
const forEver = { coreDays: null, contentDays: null };

/** The customer that a first start creates. */
export const firstCustomer = '0001';

export interface FirstStart {
  /** The administrator's token; made up if left out. On later starts it replaces the token, unless it is the one already. */
  readonly adminToken?: string | undefined;
  /** Whether to bring an origin, an edge CNAME and the requests of the bundled log. */
  readonly withSample: boolean;
}

/**
 * Sees to it that there is a customer with its administrator. All or nothing: a start that was killed half-way is a first start again.
 * Resolves to the token that was issued, to be shown this once; null if none was.
 */
export async function ensureFirstCustomer(db: Database, events: EventSink, { adminToken, withSample }: FirstStart): Promise<string | null> {
  const later = async () => (adminToken === undefined ? null : setAdminToken(db, adminToken));
  if (await findCustomer(db, firstCustomer)) return later();
  const first = await inTransaction(db, async (transaction) => {
    const customer = await createCustomer(transaction, { accountNumber: firstCustomer, name: 'Sample customer', status: 'active', modules, ...forEver });
    // By another process that starts on the same database, and has just finished.
    if (customer === 'taken') return customer;
    const created = await createUser(transaction, {
      accountNumber: firstCustomer,
      login: 'admin@example.com',
      firstName: 'Ada',
      lastName: 'Administrator',
      isAdministrator: true,
      methods: httpMethods,
      modules,
      ...(adminToken === undefined ? {} : { token: adminToken }),
    });
    if (created === 'taken') throw new Error('The login admin@example.com belongs to a user of another customer; customer 0001 was not created.');
    await recordStart(transaction, created.user, ['USER_CREATED', 'TOKEN_ISSUED']);
    if (withSample) await bringSample(transaction, events);
    await appendEntry(transaction, { kind: 'configure', accountNumber: firstCustomer });
    return { issuedToken: created.issuedToken };
  });
  return first === 'taken' ? later() : first.issuedToken;
}

/** Makes it the primary token of the first customer's administrator; the one until now becomes the backup. Null if it is that already. */
async function setAdminToken(db: Database, token: string): Promise<string | null> {
  return inTransaction(db, async (transaction) => {
    // Another process may be at the same.
    await lockCustomer(transaction, firstCustomer);
    const administrator = (await listUsers(transaction, firstCustomer)).find(({ isAdministrator }) => isAdministrator);
    if (!administrator) throw new Error(`Customer ${firstCustomer} has no administrator; leave ADMIN_TOKEN out.`);
    const owner = await findTokenOwner(transaction, token);
    if (owner?.userId === administrator.id) return null;
    if (owner) throw new Error('ADMIN_TOKEN is the token of another user; choose another.');
    await recordStart(transaction, administrator, ['TOKEN_ROTATED']);
    return rotateToken(transaction, firstCustomer, administrator.id, { token });
  });
}

/** Writes to the access log what a start, which is nobody's token, does to the administrator. */
const recordStart = (db: Database, { id, login }: User, kinds: readonly NewAccessEvent['kind'][]): Promise<void> =>
  appendAccessEvents(
    db,
    kinds.map((kind) => ({
      accountNumber: firstCustomer,
      kind,
      actorUserId: null,
      actorLogin: null,
      tokenName: null,
      address: null,
      subjectUserId: id,
      subjectLogin: login,
      detail: 'Done by the start of the service.',
    })),
  );

/** The web site whose log is bundled, as if it had been served under an edge CNAME of its own. */
async function bringSample(db: Database, sink: EventSink): Promise<void> {
  const accountNumber = firstCustomer;
  const mediaTypeId = 3;
  const name = 'www.semicomplete.com';
  const origin = await createOrigin(db, {
    accountNumber,
    mediaTypeId,
    directoryName: 'semicomplete',
    hostHeader: name,
    httpHostnames: ['http://origin.semicomplete.com:80'],
    httpLoadBalancing: 'PF',
    httpsHostnames: [],
    httpsLoadBalancing: null,
    networkConfiguration: 1,
    shieldPops: [],
    followRedirects: false,
    validationUrl: null,
  });
  if (origin === 'taken') throw new Error('The sample origin is there already.');
  const configuration = { name, dirPath: '', originId: origin.id, enableCustomReports: true };
  const cname = await createEdgeCname(db, { accountNumber, mediaTypeId, ...configuration });
  if (typeof cname === 'string') throw new Error(`The sample's edge CNAME ${name} was refused: ${cname}.`);
  const target = { accountNumber, mediaTypeId, cname: { id: cname.id, name, originId: origin.id } } as const;
  await ingestLog({ sink, log: await openLog(sampleLogPath), target });
}
