import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent as Clients, request } from 'undici';
import { type EmbeddedDriver, startEmbeddedDriver } from '../embedded/embedded-driver.ts';
import { type Agent, type AgentSettings, startAgent } from './agent.ts';
import { secret, type TestControlPlane } from './control-plane.fixture.ts';

export interface TestAgent {
  readonly agent: Agent<EmbeddedDriver>;
  /** What operators are told. */
  readonly reports: string[];
  /** Asks its edge. */
  get(path: string, host?: string): Promise<{ readonly status: number; readonly body: string }>;
  close(): Promise<void>;
}

/** A directory for tests of agents that is gone afterwards. */
export async function temporaryDirectory() {
  const path = await mkdtemp(join(tmpdir(), 'edgegraph-agent-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** An agent of the edge `lax-1` over the embedded driver, on a free port of loopback; `throughDriver` stands between them. */
export async function startTestAgent(
  { url }: Pick<TestControlPlane, 'url'>,
  stateDirectory: string,
  { throughDriver = (driver) => driver, ...settings }: Partial<AgentSettings<EmbeddedDriver>> & { throughDriver?: (driver: EmbeddedDriver) => EmbeddedDriver } = {},
): Promise<TestAgent> {
  const reports: string[] = [];
  const agent = await startAgent({
    name: 'lax-1',
    pop: 'LAX',
    controlPlane: { url, secret },
    driver: 'embedded',
    startDriver: async (onEvent) => throughDriver(await startEmbeddedDriver({ host: '127.0.0.1', port: 0, onEvent })),
    stateDirectory,
    report: (message) => reports.push(message),
    ...settings,
  });
  const dispatcher = new Clients();
  return {
    agent,
    reports,
    get: async (path, host = 'www.example.com') => {
      const { statusCode, body } = await request(agent.driver.url + path, { headers: { host }, dispatcher });
      return { status: statusCode, body: await body.text() };
    },
    close: async () => {
      await dispatcher.destroy();
      await agent.close();
    },
  };
}
