import { useEffect, useId, useState } from 'react';
import { tokenIn } from './token.ts';

interface TokenFieldProps {
  readonly token: string;
  /** Called once typing has paused, with what is worth sending. */
  readonly onChange: (token: string) => void;
  /** The id of the element that says what is wrong with the token; left out if nothing is. */
  readonly complaintId?: string | undefined;
}

export function TokenField({ token, onChange, complaintId }: TokenFieldProps) {
  const id = useId();
  const [draft, setDraft] = useState(token);
  const [isShown, setShown] = useState(false);

  useEffect(() => {
    const pause = setTimeout(() => onChange(tokenIn(draft)), 300);
    return () => clearTimeout(pause);
  }, [draft, onChange]);

  return (
    <div className="token-field" role="group" aria-label="Access">
      <label htmlFor={id}>Token</label>
      <input
        id={id}
        type={isShown ? 'text' : 'password'}
        value={draft}
        placeholder="Paste the token that npm start printed"
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        autoFocus={token === ''}
        aria-invalid={complaintId !== undefined}
        aria-describedby={complaintId}
        onChange={(event) => setDraft(event.target.value)}
      />
      <button type="button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        Show
      </button>
      <button type="button" disabled={draft === ''} onClick={() => setDraft('')}>
        Clear
      </button>
    </div>
  );
}
