import { createApplication } from './application.ts';
import { readConfiguration } from './configuration.ts';

try {
  const configuration = readConfiguration(process.env);
  const { http, issuedToken } = await createApplication(configuration);
  const address = await http.listen({ host: configuration.HOST, port: configuration.PORT });
  console.log(`Edgegraph is ready: ${address}/graphql\nPlayground:         ${address}/playground/`);
  if (issuedToken !== null && configuration.ADMIN_TOKEN === undefined) {
    console.log(`Administrator's token, shown this once: ${issuedToken}`);
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void http.close());
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
