import { type Fetcher, createGraphiQLFetcher } from '@graphiql/toolkit';
import { type Access, accessFrom, explainAccess } from './access.ts';

/** Sends operations to the graph under a token (none if empty), and tells `report` what the server says to it. */
export function createFetcher(token: string, report: (access: Access) => void): Fetcher {
  const headers: Record<string, string> = token === '' ? {} : { authorization: `TOK:${token}` };
  const target = { url: '/graphql', headers, enableIncrementalDelivery: false };
  const schemaFetcher = createGraphiQLFetcher({
    ...target,
    fetch: async (...request) => {
      report('asking');
      const response = await fetch(...request).catch(() => null);
      const access = accessFrom(response);
      report(access);
      if (!response || access !== 'granted') throw new Error(explainAccess(access, token) ?? access);
      return response;
    },
  });
  return createGraphiQLFetcher({
    ...target,
    subscriptionUrl: new URL('/graphql', location.href.replace(/^http/, 'ws')).href,
    wsConnectionParams: headers,
    schemaFetcher,
    fetch: async (...request) => {
      const response = await fetch(...request);
      if (response.status === 401) report('refused');
      return response;
    },
  });
}
