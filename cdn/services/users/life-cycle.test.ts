/** Random lives of users and their tokens, against a model of what must be true after each step. */
import { closure } from '@edgegraph/permissions/grants.ts';
import { type HttpMethod, type Module, httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import type { Caller } from '@edgegraph/rest/client.ts';
import {
  type AsyncCommand,
  array,
  assert,
  asyncModelRun,
  asyncProperty,
  commands,
  constant,
  constantFrom,
  nat,
  oneof,
  option,
  subarray,
  tuple,
} from 'fast-check';
import { describe, expect, it } from 'vitest';
import { updateCustomer } from '../../database/queries/customers.ts';
import type { CustomerStatus } from '../../database/tables.ts';
import { freshSite, refusal } from './site.fixture.ts';
import { addCustomer } from './users-service.fixture.ts';

let now = Date.parse('2030-01-01T00:00:00Z');
const context = freshSite({ clock: () => now });

interface TokenModel {
  readonly text: string;
  readonly endsAt: number;
}

interface UserModel {
  readonly id: number;
  version: number;
  methods: readonly HttpMethod[];
  modules: readonly Module[];
  primary: TokenModel | null;
  backup: TokenModel | null;
}

interface Model {
  readonly admin: Caller;
  status: CustomerStatus;
  users: UserModel[];
  /** Every token ever issued. */
  readonly issued: TokenModel[];
  /** The kinds of the changes that the access log must tell of. */
  readonly log: string[];
}

type Step = AsyncCommand<Model, null>;

const isOpen = ({ status }: Model) => status === 'active' || status === 'trial';

/** An administrator's call: refused, without effect, while the customer's status forbids it. Null: it was. */
async function administer<Answer>(model: Model, call: () => Promise<Answer>): Promise<Answer | null> {
  if (isOpen(model)) return call();
  expect((await refusal(call())).status).toBe(model.status === 'inactive' ? 400 : 403);
  return null;
}

function issue(model: Model, text: string | null, endsAt = Infinity): TokenModel {
  const token = { text: text ?? '', endsAt };
  expect(model.issued.map((each) => each.text)).not.toContain(token.text);
  model.issued.push(token);
  return token;
}

function granted(model: Model, user: UserModel, saved: { methods: readonly HttpMethod[]; modules: readonly Module[] }, token: string | null): void {
  Object.assign(user, { ...saved, modules: closure(saved.modules), version: user.version + 1 });
  model.log.push('PERMISSIONS_SAVED');
  const needsToken = saved.methods.length > 0 && !user.primary;
  expect(token !== null).toBe(needsToken);
  if (needsToken) {
    user.primary = issue(model, token);
    model.log.push('TOKEN_ISSUED');
  }
  if (saved.methods.length === 0) Object.assign(user, { primary: null, backup: null });
}

/** What every token ever issued is good for now: exactly what the model says. */
async function agrees(model: Model): Promise<void> {
  const { users } = context.site;
  for (const { text, endsAt } of model.issued) {
    const owner = model.users.find(({ primary, backup }) => primary?.text === text || backup?.text === text);
    const self = users.getSelf({}, { ...model.admin, token: text });
    if (!owner || endsAt <= now) expect(await refusal(self)).toMatchObject({ status: 403, message: 'Invalid user' });
    else if (model.status === 'inactive') expect(await refusal(self)).toMatchObject({ status: 400 });
    else expect(await self).toMatchObject({ Id: owner.id, Methods: owner.methods, Modules: owner.modules.filter(isOpenTo(model)) });
  }
}

const isOpenTo = ({ status }: Model) => (module: Module) => status !== 'suspended' || ['REPORTS', 'CORE_REPORTS'].includes(module);

const step = (label: string, run: (model: Model) => Promise<void>): Step => ({
  check: () => true,
  run: async (model) => {
    await run(model);
    await agrees(model);
  },
  toString: () => label,
});

/** A step on one of the users there are; none while there is nobody. */
const onUser = (label: string, index: number, run: (user: UserModel, model: Model) => Promise<void>): Step => ({
  ...step(`${label} of user ${index}`, async (model) => {
    const user = model.users[index % model.users.length];
    if (user) await run(user, model);
  }),
  check: ({ users }) => users.length > 0,
});

let logins = 0;

const create = (methods: HttpMethod[], named: Module[]) =>
  step(`create with ${methods} on ${named}`, async (model) => {
    const body = { Email: `user-${(logins += 1)}@example.com`, FirstName: 'A', LastName: 'User', Methods: methods, Modules: named };
    const created = await administer(model, () => context.site.users.createUser({ body }, model.admin));
    if (!created) return;
    model.log.push('USER_CREATED');
    if (methods.length > 0) model.log.push('TOKEN_ISSUED');
    const primary = methods.length > 0 ? issue(model, created.Token) : null;
    model.users.push({ id: created.CustomerUserId, version: 1, methods, modules: closure(named), primary, backup: null });
  });

const save = (index: number, methods: HttpMethod[], named: Module[]) =>
  onUser(`save ${methods} on ${named}`, index, async (user, model) => {
    const body = { Methods: methods, Modules: named, Version: user.version };
    const saved = await administer(model, () => context.site.users.setPermissions({ id: user.id, body }, model.admin));
    if (saved) granted(model, user, { methods, modules: named }, saved.Token);
  });

const saveAtOnce = (index: number, several: HttpMethod[][]) =>
  onUser(`save ${several.join(' and ')} at once`, index, async (user, model) => {
    if (!isOpen(model)) return;
    const body = (methods: HttpMethod[]) => ({ Methods: methods, Modules: [...user.modules], Version: user.version });
    const saves = await Promise.allSettled(
      several.map((methods) => context.site.users.setPermissions({ id: user.id, body: body(methods) }, model.admin)),
    );
    const winners = saves.flatMap((outcome, each) => (outcome.status === 'fulfilled' ? [{ methods: several[each] ?? [], answer: outcome.value }] : []));
    const statuses = saves.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason.status] : []));
    expect(winners).toHaveLength(1);
    expect(statuses).toEqual(Array.from({ length: several.length - 1 }, () => 409));
    for (const { methods, answer } of winners) granted(model, user, { methods, modules: user.modules }, answer.Token);
  });

const rotate = (index: number, lifetime: number | null) =>
  onUser(`rotate for ${lifetime ?? 'ever'}`, index, async (user, model) => {
    const endsAt = lifetime === null ? Infinity : now + lifetime;
    const body = lifetime === null ? {} : { ExpiresAt: new Date(endsAt).toISOString() };
    const call = () => context.site.users.rotateToken({ id: user.id, body }, model.admin);
    if (isOpen(model) && user.methods.length === 0) return void expect((await refusal(call())).status).toBe(400);
    const rotated = await administer(model, call);
    if (!rotated) return;
    Object.assign(user, { backup: user.primary, primary: issue(model, rotated.Token, endsAt) });
    model.log.push('TOKEN_ROTATED');
  });

const deleteBackup = (index: number) =>
  onUser('delete the backup', index, async (user, model) => {
    const call = () => context.site.users.deleteBackupToken({ id: user.id }, model.admin);
    if (isOpen(model) && !user.backup) return void expect((await refusal(call())).status).toBe(404);
    await administer(model, call);
    if (!isOpen(model)) return;
    user.backup = null;
    model.log.push('TOKEN_BACKUP_DELETED');
  });

const deleteUser = (index: number) =>
  onUser('delete', index, async (user, model) => {
    await administer(model, () => context.site.users.deleteUser({ id: user.id }, model.admin));
    if (!isOpen(model)) return;
    model.users = model.users.filter((each) => each !== user);
    model.log.push('USER_DELETED');
  });

const setStatus = (status: CustomerStatus) =>
  step(`the customer is ${status}`, async (model) => {
    await updateCustomer(context.site.db, model.admin.accountNumber, { status });
    model.status = status;
  });

const wait = (milliseconds: number) =>
  step(`wait ${milliseconds} ms`, async () => {
    now += milliseconds;
  });

const methods = subarray([...httpMethods]);
const named = subarray([...modules], { maxLength: 4 });
const index = nat({ max: 2 });
// Few, so that a token's lifetime often is exactly the time that passes: it is looked at in the moment in which it ends.
const time = constantFrom(1000, 60_000);

const lives = commands(
  [
    tuple(methods, named).map((values) => create(...values)),
    tuple(index, methods, named).map((values) => save(...values)),
    tuple(index, array(methods, { minLength: 2, maxLength: 4 })).map((values) => saveAtOnce(...values)),
    tuple(index, option(time)).map((values) => rotate(...values)),
    index.map(deleteBackup),
    index.map(deleteUser),
    time.map(wait),
    oneof({ weight: 2, arbitrary: constant<CustomerStatus>('active') }, constantFrom<CustomerStatus>('trial', 'suspended', 'inactive')).map(setStatus),
  ],
  { maxCommands: 60, size: 'max' },
);

describe('any life of users and tokens', () => {
  it('leaves each token good for exactly what was granted last, and each change in the access log', async () => {
    let customers = 0x1000;
    const property = asyncProperty(lives, async (steps) => {
      const accountNumber = (customers += 1).toString(16).toUpperCase();
      const admin = await addCustomer(context.site.db, accountNumber);
      const model: Model = { admin, status: 'active', users: [], issued: [], log: [] };
      await asyncModelRun(() => ({ model, real: null }), steps);
      await updateCustomer(context.site.db, accountNumber, { status: 'active' });
      const { Events } = await context.site.users.listAccessEvents({ limit: 1000 }, admin);
      expect(Events.map(({ Kind }) => Kind).filter((kind) => kind !== 'DENIED').toReversed()).toEqual(model.log);
    });
    await assert(property, { numRuns: 60, seed: 4 });
  }, 120_000);
});
