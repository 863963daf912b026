import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { clientSchema } from './compose.ts';

/** The changes between two supergraphs after which an operation that was valid is no more; one sentence each. */
export async function breakingChanges(before: string, after: string): Promise<string[]> {
  const changes = await diff(clientSchema(before), clientSchema(after));
  return changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking).map(({ message }) => message);
}

/** The supergraph that clients use today, from git: of main, or of the commit before when this tree is main itself. Undefined if there is none. */
export function releasedSupergraph(current: string): string | undefined {
  const main = ['origin/main', 'main'].find((branch) => git('rev-parse', '--verify', '--quiet', branch) !== undefined) ?? 'HEAD';
  const released = git('show', `${main}:schema/supergraph.graphql`);
  return released === current ? git('show', `${main}^:schema/supergraph.graphql`) : released;
}

function git(...args: readonly string[]): string | undefined {
  try {
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 });
  } catch {
    return undefined;
  }
}
