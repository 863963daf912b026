import { startAgent } from '@edgegraph/cdn/fleet/agent/agent.ts';
import type { EdgeDriver } from '@edgegraph/cdn/fleet/edge-driver.ts';
import { startEmbeddedDriver } from '@edgegraph/cdn/fleet/embedded/embedded-driver.ts';
import { startVarnishDriver } from '@edgegraph/cdn/fleet/varnish/varnish-driver.ts';
import { UsageError } from '../command.ts';
import type { JoinCommand } from './arguments.ts';
import { CanNotListen } from './can-not-listen.ts';
import type { RunningEdge } from './running-edge.ts';

export interface JoinSettings {
  /** From the environment: arguments can be read by every user of the machine. */
  readonly secret: string | undefined;
  readonly stateDirectory: string;
  readonly report: (message: string) => void;
}

interface ListeningDriver extends EdgeDriver {
  readonly url: string;
}

/** An edge of a fleet. */
export async function runJoined(command: JoinCommand, { secret, stateDirectory, report }: JoinSettings): Promise<RunningEdge> {
  const { name, pop, host, port, maxBytes, controlPlane, driver: kind } = command;
  if (!secret) throw new UsageError('EDGE_SECRET is missing in the environment: set it to the control plane\'s, which is in edge.secret of its data directory unless it was set there, too.');
  const { driver, close } = await startAgent({
    name,
    pop,
    controlPlane: { url: controlPlane, secret },
    driver: kind,
    startDriver: async (onEvent): Promise<ListeningDriver> => {
      if (kind === 'varnish') return startVarnishDriver({ host, port, maxBytes, onEvent, report });
      return startEmbeddedDriver({ host, port, maxBytes, onEvent }).catch((error: unknown) => {
        throw new CanNotListen(host, port, error);
      });
    },
    stateDirectory,
    report,
  });
  return { ready: `The edge ${name} is ready: ${driver.url}, in ${pop}, under ${controlPlane}`, close };
}
