import { createContext, useEffect, useState } from 'react';
import { exampleGroups } from './examples.ts';
import { type Reach, askReach } from './reach.ts';

const examples = [...exampleGroups.values()].flat().map(({ query }) => query);

/** The reach of the token in use, with all examples; null before it is known. */
export const ReachContext = createContext<Reach | null>(null);

/** How far a token reaches; null without a token. It is asked once whenever a token is given; until then the last answer to it stays. */
export function useReach(token: string | null): Reach | 'asking' | 'unknown' | null {
  const [answered, setAnswered] = useState<{ token: string; reach: Reach | 'unknown' } | null>(null);
  useEffect(() => {
    if (token === null) return;
    const asking = new AbortController();
    askReach(token, examples, asking.signal)
      .catch(() => 'unknown' as const)
      .then((reach) => asking.signal.aborted || setAnswered({ token, reach }));
    return () => asking.abort();
  }, [token]);
  if (token === null) return null;
  return answered?.token === token ? answered.reach : 'asking';
}
