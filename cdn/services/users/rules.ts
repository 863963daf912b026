/** Who may give what to whom. A user's reach is every granted method times every granted module. */
import { rooted } from '@edgegraph/permissions/grants.ts';
import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import type { Problem } from '@edgegraph/schema/errors.ts';
import type { User } from '../../database/queries/users.ts';

export interface Granted {
  readonly methods: readonly HttpMethod[];
  readonly modules: readonly Module[];
}

export const nothing: Granted = { methods: [], modules: [] };

/** Throws unless the actor holds everything that the change adds to a user's reach, and the customer every module that it adds. */
export function checkGrant(actor: Granted, current: Granted, wanted: Granted, ofCustomer: readonly Module[]): void {
  const added = { methods: without(wanted.methods, current.methods), modules: without(wanted.modules, current.modules) };
  // A method added reaches every module that counts; a module added is reached by every method.
  const counting = rooted(wanted.modules.filter((module) => ofCustomer.includes(module)));
  const reached = {
    methods: added.modules.length > 0 ? wanted.methods : added.methods,
    modules: added.methods.length > 0 ? [...new Set([...added.modules, ...counting])] : added.modules,
  };
  const unheld = { methods: without(reached.methods, actor.methods), modules: without(reached.modules, actor.modules) };
  refuse([
    ...grantProblems('Methods', unheld.methods, added.methods),
    ...grantProblems('Modules', unheld.modules, added.modules),
    ...about('Modules', without(added.modules, [...ofCustomer, ...unheld.modules]), (list) => `Your account has no ${list}; ask your CDN provider.`),
  ]);
}

/** Throws unless the actor's reach covers the user's: whoever issues a token sees it and could use it. */
export function checkIssue(actor: User, user: User): void {
  checkRevoke(actor, user);
  const unheld = [...without(user.methods, actor.methods), ...without(user.modules, actor.modules)];
  refuse(about('id', unheld, (list) => `is a user who holds ${list}, which you do not hold yourself; ask somebody who does.`));
}

/** Throws for the tokens of the administrator, who never loses access, unless they are the actor's own. */
export function checkRevoke(actor: User, user: User): void {
  if (!user.isAdministrator || actor.id === user.id) return;
  refuse([{ path: 'id', message: 'is the administrator, whose tokens nobody else replaces or revokes.' }]);
}

const toAdminister = { methods: ['GET', 'PUT'], modules: ['VIEW_USERS', 'EDIT_USER'] } as const satisfies Granted;

/** Throws if users would take their own administration of users from themselves. */
export function checkStaysIn(current: Granted, wanted: Granted): void {
  const lost = {
    methods: without(current.methods, wanted.methods).filter((method) => includes(toAdminister.methods, method)),
    modules: without(current.modules, wanted.modules).filter((module) => includes(toAdminister.modules, module)),
  };
  const message = (list: string) => `Without ${list} you would lock yourself out of administering users; somebody else can take it from you.`;
  refuse([...about('Methods', lost.methods, message), ...about('Modules', lost.modules, message)]);
}

function grantProblems<Grant extends HttpMethod | Module>(path: string, unheld: readonly Grant[], added: readonly Grant[]): Problem[] {
  const already = without(unheld, added);
  return [
    ...about(path, without(unheld, already), (list) => `You can't grant ${list}, which you do not hold yourself.`),
    ...about(path, already, (list) => `You can't add to the reach of a user who has ${list}, which you do not hold yourself.`),
  ];
}

const about = (path: string, grants: readonly string[], message: (list: string) => string): Problem[] =>
  grants.length === 0 ? [] : [{ path, message: message(grants.join(', ')) }];

function refuse(problems: readonly Problem[]): void {
  if (problems.length > 0) throw badRequest(problems);
}

const without = <Grant>(grants: readonly Grant[], taken: readonly Grant[]): Grant[] => grants.filter((grant) => !taken.includes(grant));

const includes = (grants: readonly string[], grant: string): boolean => grants.includes(grant);
