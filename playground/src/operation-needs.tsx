import { pick, useGraphiQL } from '@graphiql/react';
import { useEffect, useMemo, useState } from 'react';
import { askGraph } from './graph.ts';
import { type Grants, type OperationNeeds, explainNeeds } from './needs.ts';
import { type Operation, operationIn } from './operation.ts';

const query = `query Needs($operation: String!) {
  viewer { methods modules }
  permissionsFor(operation: $operation) { needs { method module } missing { method module } }
}`;

/** A line about the operation in the editor: what it needs and what of it the token lacks; quiet while the text is no operation. */
export function OperationNeedsLine({ token }: { readonly token: string | null }) {
  const { documentAST, operationName } = useGraphiQL(pick('documentAST', 'operationName'));
  const operation = useMemo(() => (documentAST ? operationIn(documentAST, operationName) : null), [documentAST, operationName]);
  const answer = useAnswer(token, operation);
  if (!answer) return null;
  return (
    <p className={answer.isLacking ? 'operation-needs is-lacking' : 'operation-needs'} aria-live="polite">
      {answer.sentence}
    </p>
  );
}

interface Answer {
  readonly sentence: string;
  readonly isLacking: boolean;
}

/** Asked once typing has paused; until then the answer to the text before stays. Null where there is nothing to say. */
function useAnswer(token: string | null, operation: Operation | null): Answer | null {
  const [answered, setAnswered] = useState<{ token: string; answer: Answer | null } | null>(null);
  const { text, subject } = operation ?? {};
  useEffect(() => {
    if (token === null || text === undefined || subject === undefined) return;
    const asking = new AbortController();
    const pause = setTimeout(async () => {
      const answer = await ask(token, { text, subject }, asking.signal).catch(() => unanswered);
      if (!asking.signal.aborted) setAnswered({ token, answer });
    }, 300);
    return () => {
      clearTimeout(pause);
      asking.abort();
    };
  }, [token, text, subject]);
  return operation && answered?.token === token ? answered.answer : null;
}

const unanswered: Answer = { sentence: 'What this operation needs could not be asked.', isLacking: false };

async function ask(token: string, { text, subject }: Operation, signal: AbortSignal): Promise<Answer | null> {
  interface Data {
    readonly viewer: Grants | null;
    readonly permissionsFor: OperationNeeds | null;
  }
  const { viewer, permissionsFor } = await askGraph<Data>(token, { query, variables: { operation: text } }, signal);
  // What is no operation of this graph is for the editor to complain about.
  if (!viewer || !permissionsFor) return null;
  return { sentence: explainNeeds(subject, permissionsFor, viewer), isLacking: permissionsFor.missing.length > 0 };
}
