import { createEdge } from '../../edge/edge.ts';
import { listen } from '../../edge/listen.ts';
import type { EdgeDriver, OnEdgeEvent } from '../edge-driver.ts';

export interface EmbeddedDriverSettings {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** What it stores at most; 256 MB if left out. */
  readonly maxBytes?: number | undefined;
  readonly onEvent: OnEdgeEvent;
}

export interface EmbeddedDriver extends EdgeDriver {
  /** Where it answers clients. */
  readonly url: string;
}

/** An HTTP cache in this process. It stores in memory, so that it starts empty. Rejects if it can't listen. */
export async function startEmbeddedDriver({ host, port, maxBytes, onEvent }: EmbeddedDriverSettings): Promise<EmbeddedDriver> {
  const edge = createEdge({ sites: [], onEvent, ...(maxBytes !== undefined && { maxBytes }) });
  const { url, close } = await listen(edge, port, host);
  const known = new Set<string>();
  return {
    url,
    keepsContent: false,
    close,
    configure: async (sites) => {
      for (const { id } of sites) known.add(id);
      edge.configure(sites);
    },
    check: async () => [],
    purge: async (purges) => {
      const met = await Promise.all(purges.map((purge) => edge.purge(purge).objects));
      return { objects: met.reduce((sum, objects) => sum + objects, 0), remaining: 0 };
    },
    count: async (purges) => purges.reduce((sum, { site, target }) => sum + edge.count(site, target), 0),
    load: () => Promise.reject(new Error('Not yet.')),
    clear: async () => {
      await Promise.all([...known].map((site) => edge.purge({ site, target: { kind: 'site' }, mode: 'hard' }).objects));
    },
  };
}
