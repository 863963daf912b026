import { type GraphiQLPlugin, pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { use, useId } from 'react';
import { type Example, exampleGroups } from './examples.ts';
import { listNeeds } from './needs.ts';
import { ReachContext } from './use-reach.ts';

/** A panel beside the docs and the history; an example opens in a tab of its own and runs only when it is told to. */
export const examplesPlugin: GraphiQLPlugin = { title: 'Examples', icon: ExamplesIcon, content: ExamplesPanel };

function ExamplesPanel() {
  const open = useOpenExample();
  return (
    <section className="examples" aria-label="Examples">
      <div className="examples-title">Examples</div>
      {[...exampleGroups].map(([group, examples]) => (
        <div key={group}>
          <h2>{group}</h2>
          <ul>
            {examples.map((example) => (
              <li key={example.title}>
                <ExampleButton example={example} onOpen={() => open(example)} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** Greyed, with the reason, where the token may not run the whole example; it opens all the same. */
function ExampleButton({ example, onOpen }: { readonly example: Example; readonly onOpen: () => void }) {
  const titleId = useId();
  const detailsId = useId();
  const missing = use(ReachContext)?.missing.get(example.query) ?? [];
  return (
    <button type="button" className={missing.length > 0 ? 'is-denied' : ''} aria-labelledby={titleId} aria-describedby={detailsId} onClick={onOpen}>
      <span id={titleId}>{example.title}</span>
      <span id={detailsId}>
        {example.changes && <small>changes data when run</small>}
        {missing.length > 0 && <small className="reason">Needs {listNeeds(missing)}</small>}
      </span>
    </button>
  );
}

/** Opens an example in a new tab, or returns to the tab in which it stands unchanged. */
function useOpenExample(): (example: Example) => void {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor } = useGraphiQL(pick('tabs', 'queryEditor', 'variableEditor'));
  return ({ query, variables }) => {
    const opened = tabs.findIndex((tab) => tab.query === query);
    if (opened >= 0) return changeTab(opened);
    addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
  };
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden="true">
      <path d="M4 2.5h8l4 4v11H4zM12 2.5v4h4M8.5 10l4 2.5-4 2.5z" />
    </svg>
  );
}
