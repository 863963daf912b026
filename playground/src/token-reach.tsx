import { useId } from 'react';
import { type Reach, type TokenHolder, summarize } from './reach.ts';

/** Whose token this is and how far it reaches, in a line that opens to the whole. */
export function TokenReach({ reach }: { readonly reach: Reach | 'asking' | 'unknown' | null }) {
  if (reach === null) return null;
  if (reach === 'asking') return <p className="token-reach">Asking what this token may do…</p>;
  if (reach === 'unknown') return <p className="token-reach">What this token may do could not be read. Fetch the schema again (Ctrl+Shift+R).</p>;
  return <Holder holder={reach.holder} />;
}

function Holder({ holder }: { readonly holder: TokenHolder }) {
  const id = useId();
  return (
    <>
      <button type="button" className="token-reach" popoverTarget={id} title="Show all permissions">
        {summarize(holder)}
      </button>
      <div id={id} popover="auto" className="token-reach-details" role="dialog" aria-label="Permissions">
        <dl>
          <dt>User</dt>
          <dd>{holder.login}</dd>
          <dt>Token</dt>
          <dd>{holder.tokenName ?? 'without a name'}</dd>
          <dt>Expires</dt>
          <dd>{holder.tokenExpiresAt ?? 'never'}</dd>
          <dt>Methods</dt>
          <dd>{holder.methods.join(', ') || 'none'}</dd>
          <dt>Modules</dt>
          <dd>
            {holder.modules.length === 0 && 'none'}
            <ul>
              {holder.modules.map((module) => (
                <li key={module}>{module}</li>
              ))}
            </ul>
          </dd>
        </dl>
      </div>
    </>
  );
}
