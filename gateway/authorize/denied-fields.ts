import type { Denial } from '@edgegraph/permissions/denial.ts';
import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { type Requirement, describe } from '@edgegraph/schema/errors.ts';
import type { Denials } from './walk.ts';

/** What the access log is told of an operation's denied fields, each once. */
export function deniedFields(denials: Denials, viewer: Viewer): Denial[] {
  const reasons = new Map<string, string>();
  for (const [node, byType] of denials) {
    for (const [type, { extensions, message }] of byType) {
      // Every error of our rules carries it; see errors.ts.
      const requires = extensions.requires as Requirement | undefined;
      const isNamed = requires && (requires.method !== null || requires.module !== null);
      reasons.set(`${type}.${node.name.value}`, isNamed ? `needs ${describe(requires)}` : message);
    }
  }
  return [...reasons].map(([where, reason]) => ({ viewer, where, reason }));
}
