import { checkSites } from '../../edge/check-sites.ts';
import { createEdge } from '../../edge/edge.ts';
import { listen } from '../../edge/listen.ts';
import { type EdgeDriver, type OnEdgeEvent, SiteError } from '../edge-driver.ts';

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
  return {
    url,
    keepsContent: false,
    close,
    configure: async (sites) => {
      const problems = checkSites(sites);
      if (problems.length > 0) throw new SiteError(problems);
      edge.configure(sites);
    },
    check: async (sites) => checkSites(sites),
    purge: async (purges) => {
      const receipts = purges.map((purge) => edge.purge(purge));
      const sum = async (counts: readonly Promise<number>[]) => (await Promise.all(counts)).reduce((total, count) => total + count, 0);
      return { objects: await sum(receipts.map(({ objects }) => objects)), remaining: await sum(receipts.map(({ remaining }) => remaining)) };
    },
    count: async (purges) => edge.count(purges),
    load: (load) => edge.load(load),
    clear: async () => edge.clear(),
  };
}
