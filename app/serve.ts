import type { FastifyInstance } from 'fastify';
import { createApplication } from './application.ts';
import { type Configuration, readConfiguration } from './configuration.ts';

try {
  const configuration = readConfiguration(process.env);
  const { http, issuedToken } = await createApplication(configuration);
  // Before anything else can fail: it is shown this once.
  if (issuedToken !== null && configuration.ADMIN_TOKEN === undefined) console.log(`Administrator's token, shown this once: ${issuedToken}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void http.close());
  await listen(http, configuration);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

async function listen(http: FastifyInstance, { HOST, PORT }: Configuration): Promise<void> {
  try {
    const address = await http.listen({ host: HOST, port: PORT });
    console.log(`Edgegraph is ready: ${address}/graphql\nPlayground:         ${address}/playground/`);
  } catch (error) {
    await http.close();
    throw new Error(`Can't listen on ${HOST}:${PORT}: ${error instanceof Error ? error.message : String(error)}. Set HOST or PORT.`, { cause: error });
  }
}
