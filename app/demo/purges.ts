import { setTimeout } from 'node:timers/promises';
import { hostname } from './configure.ts';
import type { Ask } from './graph.ts';

/** What the demo purges, in turn. */
const targets = [{ prefix: `http://${hostname}/images/` }, { url: `http://${hostname}/` }, { pattern: `http://${hostname}/*.css` }, { prefix: `http://${hostname}/presentations/` }];

/** Purges one target after the other until the signal, with a pause before each, and says of each what became of it. */
export async function purgeInTurn(ask: Ask, { pauseMs, say, signal }: { pauseMs: number; say: (line: string) => void; signal: AbortSignal }): Promise<void> {
  for (let number = 0; ; number += 1) {
    await setTimeout(pauseMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const target = targets[number % targets.length];
    const { purge } = await ask<{ purge: { id: string } }>('mutation ($target: PurgeTarget!) { purge(input: { targets: [$target] }) { id } }', { target });
    say(await doneText(ask, purge.id, signal));
  }
}

interface Job {
  readonly customer: { readonly contentJob: { readonly objects: string; readonly targets: readonly { readonly value: string }[]; readonly createdAt: string; readonly completedAt: string | null } };
}

async function doneText(ask: Ask, id: string, signal: AbortSignal): Promise<string> {
  for (;;) {
    const { objects, targets, createdAt, completedAt } = (await ask<Job>('query ($id: ID!) { customer { contentJob(id: $id) { objects targets { value } createdAt completedAt } } }', { id })).customer.contentJob;
    const names = targets.map(({ value }) => value).join(', ');
    if (completedAt !== null) return `  purged ${names}: ${objects} objects, on every edge after ${Date.parse(completedAt) - Date.parse(createdAt)} ms`;
    if (signal.aborted) return `  purge of ${names} asked for`;
    await setTimeout(50);
  }
}
