/** graphql-shield's rules from `@access`: one tree for the gateway, which judges before planning, and for each subgraph, which judges again. */
import { accessOf } from '@edgegraph/schema/access.ts';
import { type Requirement, describe, forbidden, foreignAccount, internalError } from '@edgegraph/schema/errors.ts';
import { GraphQLError, type GraphQLField, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import { applyMiddleware } from 'graphql-middleware';
import { allows } from './grants.ts';
import { type ShieldRule, and, rule } from './shield.ts';
import type { Viewer } from './viewer.ts';

/** What the rules read of the request's context. */
export interface RuleContext {
  readonly viewer: Viewer;
}

/** The rule of each guarded field, by type and field name; a field without one reads what its parent was allowed to. */
export type RuleTree = Readonly<Record<string, Readonly<Record<string, ShieldRule>>>>;

const federationFields: ReadonlySet<string> = new Set(['_service', '_entities']);

/**
 * The rule tree of a schema whose fields carry `@access`. Denies by default: throws if a root field has none, naming it.
 * Root fields that federation adds (`_service`, `_entities`) hand out no more than the guarded fields that lead to them.
 */
export function rulesFromAccess(schema: GraphQLSchema): RuleTree {
  const roots = new Set([schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]);
  const tree: Record<string, Record<string, ShieldRule>> = {};
  const granted = new Map<string, ShieldRule>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('__')) continue;
    for (const field of Object.values(type.getFields())) {
      const requirements = requirementsOf(schema, type, field);
      if (requirements.length > 0) tree[type.name] = { ...tree[type.name], [field.name]: fieldRule(field, requirements, granted) };
      else if (roots.has(type) && !federationFields.has(field.name)) {
        throw new Error(`${type.name}.${field.name} has no @access; give it the method and module of its REST route.`);
      }
    }
  }
  return tree;
}

/** What the field's own `@access` asks, and those of the interfaces that declare it. */
const requirementsOf = (schema: GraphQLSchema, type: GraphQLObjectType, { name }: GraphQLField<unknown, unknown>): Requirement[] =>
  [type, ...type.getInterfaces()].flatMap((each) => {
    const field = each.getFields()[name];
    return (field && accessOf(schema, field)) ?? [];
  });

function fieldRule(field: GraphQLField<unknown, unknown>, requirements: readonly Requirement[], granted: Map<string, ShieldRule>): ShieldRule {
  const rules = requirements.map((access) => {
    const name = describe(access);
    const known = granted.get(name) ?? grantedRule(name, access);
    granted.set(name, known);
    return known;
  });
  if (field.args.some(({ name }) => name === 'accountNumber')) rules.push(ownAccount);
  const [only, ...others] = rules;
  return only && others.length === 0 ? only : and(...rules);
}

const grantedRule = (name: string, requires: Requirement): ShieldRule =>
  rule(name, { cache: 'no_cache' })((_parent, _args, { viewer }: RuleContext) => allows(viewer, requires) || forbidden(requires));

/** A field's `accountNumber` argument must be the token's own, or left out. */
const ownAccount: ShieldRule = rule('ownAccount', { cache: 'no_cache' })(
  (_parent, { accountNumber }: { accountNumber?: string | null }, { viewer }: RuleContext) =>
    accountNumber == null || isOwnAccount(accountNumber, viewer) || foreignAccount(),
);

/** Whether an account number, in either case of its letters, is the viewer's. */
export const isOwnAccount = (accountNumber: string, viewer: Viewer): boolean => accountNumber.toUpperCase() === viewer.accountNumber;

/** Undefined when the rule lets the viewer have the field; else the error to report there. */
export async function judge(shieldRule: ShieldRule, args: object, context: RuleContext): Promise<GraphQLError | undefined> {
  // Our rules read neither parent nor info nor options; shield's signature wants them.
  const verdict = await (shieldRule.resolve as (...inputs: readonly unknown[]) => Promise<unknown>).call(shieldRule, {}, args, context, {}, {});
  if (verdict === true) return undefined;
  return verdict instanceof GraphQLError ? verdict : internalError(verdict);
}

/** Puts a schema's rules in front of its resolvers; only guarded fields are wrapped, since a middleware on every field would cost each value a promise. */
export function guard(schema: GraphQLSchema): GraphQLSchema {
  for (const { name, resolve } of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    // graphql-middleware would put the rule in front of that alone, and leave the stream open to everybody.
    if (resolve) throw new Error(`Subscription.${name} has a resolver of events; let its \`subscribe\` give \`{ ${name} }\` instead.`);
  }
  const middleware = Object.entries(rulesFromAccess(schema)).map(([type, fields]) => [
    type,
    Object.fromEntries(Object.entries(fields).map(([name, shieldRule]) => [name, middlewareOf(shieldRule)])),
  ]);
  return applyMiddleware(schema, Object.fromEntries(middleware));
}

type Resolve = (parent: unknown, args: object, context: RuleContext, info: unknown) => unknown;

const middlewareOf = (shieldRule: ShieldRule) => async (resolve: Resolve, parent: unknown, args: object, context: RuleContext, info: unknown) => {
  const denial = await judge(shieldRule, args, context);
  if (denial) throw denial;
  return resolve(parent, args, context, info);
};
