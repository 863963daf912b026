import { setTimeout } from 'node:timers/promises';
import type { Ask } from './graph.ts';

/** The host name under which the demo is served. */
export const hostname = 'www.demo.test';
const directory = 'demo';

interface Present {
  readonly customer: {
    readonly origins: { readonly nodes: readonly { readonly id: string; readonly directory: string }[] };
    readonly edgeCnames: { readonly nodes: readonly { readonly id: string; readonly name: string }[] };
  };
}

/**
 * Puts the demo's host name before its origin: creates the edge CNAME and the origin, or leads those of an earlier demo to this one's address.
 * Resolves to the CNAME's id once the edges have it.
 */
export async function configure(ask: Ask, originHost: string): Promise<string> {
  const { customer } = await ask<Present>('{ customer { origins(platform: HTTP_LARGE, first: 1000) { nodes { id directory } } edgeCnames(platform: HTTP_LARGE, first: 1000) { nodes { id name } } } }');
  const origin = customer.origins.nodes.find((each) => each.directory === directory);
  const input = { platform: 'HTTP_LARGE', directory, hostHeader: originHost, http: { hostnames: [`http://${originHost}`], loadBalancing: 'PRIMARY_FAILOVER' } };
  const saved = origin
    ? await ask<Saved>('mutation ($input: UpdateOriginInput!) { saved: updateOrigin(input: $input) { id } }', { input: { id: origin.id, ...input } })
    : await ask<Saved>('mutation ($input: CreateOriginInput!) { saved: createOrigin(input: $input) { id } }', { input });
  const id = customer.edgeCnames.nodes.find((each) => each.name === hostname)?.id ?? (await createCname(ask, saved.saved.id));
  while (!(await isPropagated(ask, id))) await setTimeout(50);
  return id;
}

interface Saved {
  readonly saved: { readonly id: string };
}

async function createCname(ask: Ask, originId: string): Promise<string> {
  const input = { platform: 'HTTP_LARGE', name: hostname, originId };
  return (await ask<Saved>('mutation ($input: CreateEdgeCnameInput!) { saved: createEdgeCname(input: $input) { id } }', { input })).saved.id;
}

async function isPropagated(ask: Ask, id: string): Promise<boolean> {
  const { customer } = await ask<{ customer: { edgeCname: { propagation: { status: string } } } }>('query ($id: ID!) { customer { edgeCname(id: $id) { propagation { status } } } }', { id });
  return customer.edgeCname.propagation.status === 'PROPAGATED';
}
