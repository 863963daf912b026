import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { CriticalityLevel, diff } from '@graphql-inspector/core';
import { clientSchema } from './compose.ts';

/** The changes between two supergraphs after which an operation that was valid is no more; one sentence each. */
export async function breakingChanges(before: string, after: string): Promise<string[]> {
  const changes = await diff(clientSchema(before), clientSchema(after));
  return changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking).map(({ message }) => message);
}

const file = 'schema/supergraph.graphql';

/**
 * The supergraph that clients use today, from git: that of main, or, when this tree has none other than main's, the version before it. Undefined if
 * there is none.
 */
export function releasedSupergraph(current: string): string | undefined {
  const main = ['origin/main', 'main'].find((branch) => git('rev-parse', '--verify', '--quiet', branch) !== undefined) ?? 'HEAD';
  const released = git('show', `${main}:${file}`);
  if (released !== current) return released;
  const [, before] = git('log', '--format=%H', '-n', '2', main, '--', file)?.trim().split('\n') ?? [];
  return before && git('show', `${before}:${file}`);
}

function git(...args: readonly string[]): string | undefined {
  try {
    const cwd = fileURLToPath(new URL('..', import.meta.url));
    return execFileSync('git', args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 });
  } catch {
    return undefined;
  }
}
