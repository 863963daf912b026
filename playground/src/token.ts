import { useCallback, useState } from 'react';

const key = 'edgegraph.token';

/** The token in use, empty if there is none. It is kept for this browser tab alone and forgotten when the tab closes. */
export function useToken(): [string, (token: string) => void] {
  const [token, setToken] = useState(() => sessionStorage.getItem(key) ?? '');
  const keepToken = useCallback((next: string) => {
    if (next === '') sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, next);
    setToken(next);
  }, []);
  return [token, keepToken];
}

/** The token in what was pasted: without the start of a copied header, blanks, line ends and whatever no header can carry. */
export const tokenIn = (pasted: string): string =>
  pasted.replace(/[^\x21-\x7e]/g, '').replace(/^(authorization:)?(TOK:)?/i, '');
