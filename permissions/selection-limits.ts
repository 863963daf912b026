import { type ASTVisitor, type FragmentDefinitionNode, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/** Fields that one operation may select, those of a fragment counted at each of its spreads. */
export const mostFields = 5_000;

/** Selection sets that may stand within each other, those of fragments too. */
export const mostLevels = 40;

/** How many fields a selection set has, and how many levels, its fragments spelt out. */
interface Extent {
  readonly fields: number;
  readonly levels: number;
}

/**
 * A rule of validation: refuses an operation that selects more than `mostFields`, or deeper than `mostLevels`, before anything else walks it.
 * Each fragment is measured once, since a few that spread each other twice spell out to millions.
 */
export function limitSelections(context: ValidationContext): ASTVisitor {
  const measured = new Map<FragmentDefinitionNode, Extent>();

  function extentOf({ selections }: SelectionSetNode): Extent {
    let fields = 0;
    let levels = 0;
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) fields += 1;
      const beneath = selection.kind === Kind.FRAGMENT_SPREAD ? ofFragment(selection.name.value) : selection.selectionSet && extentOf(selection.selectionSet);
      fields += beneath?.fields ?? 0;
      levels = Math.max(levels, beneath?.levels ?? 0);
    }
    return { fields, levels: levels + 1 };
  }

  function ofFragment(name: string): Extent | undefined {
    const fragment = context.getFragment(name);
    if (!fragment) return undefined;
    const known = measured.get(fragment);
    if (known) return known;
    // Holds while it is measured: one that spreads itself ends here, and another rule refuses it.
    measured.set(fragment, { fields: 0, levels: 0 });
    const extent = extentOf(fragment.selectionSet);
    measured.set(fragment, extent);
    return extent;
  }

  return {
    OperationDefinition: (operation) => {
      const { fields, levels } = extentOf(operation.selectionSet);
      const refuse = (message: string) => context.reportError(new GraphQLError(message, { nodes: operation }));
      if (fields > mostFields) refuse(`The operation selects ${fields} fields, of at most ${mostFields}; ask in several operations.`);
      if (levels > mostLevels) refuse(`The operation nests ${levels} levels deep, of at most ${mostLevels}; ask for the inner things by their ids.`);
    },
  };
}
