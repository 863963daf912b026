import { setTimeout } from 'node:timers/promises';
import type { Ask } from './graph.ts';

interface Figures {
  readonly customer: {
    readonly edgeCname: {
      readonly live: { readonly bitsPerSecond: number; readonly connectionsPerSecond: number };
      readonly traffic: { readonly total: { readonly requests: string; readonly bytes: string; readonly hitRatio: number | null; readonly errors: string } };
    };
  };
}

const query = `query Figures($id: ID!, $range: TimeRange!) {
  customer {
    edgeCname(id: $id) {
      live { bitsPerSecond connectionsPerSecond }
      traffic(range: $range) { total { requests bytes hitRatio errors } }
    }
  }
}`;

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Says every few seconds what the graph says of the edge CNAME, until the signal. */
export async function tellFigures(ask: Ask, id: string, { everyMs, say, signal }: { everyMs: number; say: (line: string) => void; signal: AbortSignal }): Promise<void> {
  const range = { from: new Date().toISOString() };
  for (;;) {
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    const { live, traffic } = (await ask<Figures>(query, { id, range })).customer.edgeCname;
    const { requests, bytes, hitRatio, errors } = traffic.total;
    const now = `now ${whole.format(live.connectionsPerSecond)} requests/s, ${whole.format(live.bitsPerSecond / 1e6)} Mbit/s`;
    say(`${now} · so far ${whole.format(BigInt(requests))} requests, ${whole.format(BigInt(bytes) / 1_000_000n)} MB, hit ratio ${whole.format((hitRatio ?? 0) * 100)} %, ${errors} errors`);
  }
}
