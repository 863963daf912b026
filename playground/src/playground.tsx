import { HISTORY_PLUGIN, GraphiQL } from 'graphiql';
import { useId, useMemo, useState } from 'react';
import { type Access, explainAccess, isAccepted } from './access.ts';
import { firstExample } from './examples.ts';
import { examplesPlugin } from './examples-panel.tsx';
import { createFetcher } from './fetcher.ts';
import { ForgetSchemaError } from './forget-schema-error.tsx';
import iconUrl from './icon.svg';
import { OperationNeedsLine } from './operation-needs.tsx';
import { SystemTheme } from './system-theme.tsx';
import { TokenField } from './token-field.tsx';
import { useToken } from './token.ts';
import { TokenReach } from './token-reach.tsx';
import { ReachContext, useReach } from './use-reach.ts';

const plugins = [examplesPlugin, HISTORY_PLUGIN];

/** The editor and, above it, whose token it speaks with. */
export function Playground() {
  const [token, setToken] = useToken();
  const [told, setTold] = useState<{ token: string; access: Access }>({ token, access: 'asking' });
  const fetcher = useMemo(() => createFetcher(token, (access) => setTold({ token, access })), [token]);
  const noticeId = useId();
  // What was said to another token says nothing about this one.
  const access = told.token === token ? told.access : 'asking';
  const notice = explainAccess(access, token);
  const acceptedToken = token !== '' && isAccepted(access) ? token : null;
  const reach = useReach(acceptedToken);

  return (
    <div className="playground">
      <header>
        <h1>
          <img src={iconUrl} alt="" /> Edgegraph
        </h1>
        <TokenReach reach={reach} />
        <TokenField token={token} onChange={setToken} complaintId={access === 'refused' ? noticeId : undefined} />
      </header>
      <p id={noticeId} className="notice" role="status">
        {notice}
      </p>
      <main>
        <ReachContext value={typeof reach === 'object' ? reach : null}>
          {/* No headers editor: the history would store a token typed there for good. */}
          <GraphiQL
            fetcher={fetcher}
            plugins={plugins}
            visiblePlugin={examplesPlugin}
            defaultTabs={firstExample && [{ query: firstExample.query }]}
            defaultEditorToolsVisibility="variables"
            isHeadersEditorEnabled={false}
            shouldPersistHeaders={false}
            inputValueDeprecation
            schemaDescription
          >
            <GraphiQL.Logo> </GraphiQL.Logo>
            <SystemTheme />
            <ForgetSchemaError />
            <GraphiQL.Footer>
              <OperationNeedsLine token={acceptedToken} />
            </GraphiQL.Footer>
          </GraphiQL>
        </ReachContext>
      </main>
    </div>
  );
}
