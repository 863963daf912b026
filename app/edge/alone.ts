import { createEdge } from '@edgegraph/cdn/edge/edge.ts';
import { listen } from '@edgegraph/cdn/edge/listen.ts';
import type { AloneCommand } from './arguments.ts';
import { CanNotListen } from './can-not-listen.ts';
import type { RunningEdge } from './running-edge.ts';
import { siteBefore } from './site.ts';

/** An edge in front of one origin. */
export async function runAlone({ origins, host, port, maxBytes }: AloneCommand): Promise<RunningEdge> {
  const { url, close } = await listen(createEdge({ sites: [siteBefore(origins)], maxBytes }), port, host).catch((error: unknown) => {
    throw new CanNotListen(host, port, error);
  });
  return { ready: `The edge is ready: ${url}, in front of ${origins.join(', ')}`, close };
}
