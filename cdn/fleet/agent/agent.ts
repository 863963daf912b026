import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { EdgeDriver, OnEdgeEvent } from '../edge-driver.ts';
import type { SyncRequest } from '../protocol.ts';
import { connectControlPlane } from './control-plane.ts';
import { servedRequest } from './request-event.ts';
import { Shipper } from './shipper.ts';
import { SiteTable } from './site-table.ts';
import { Spool } from './spool.ts';
import { openState } from './state.ts';
import { SyncLoop } from './sync-loop.ts';

export interface AgentSettings<Driver extends EdgeDriver> {
  /** Unique in the fleet; see `edgeName`. */
  readonly name: string;
  /** The point of presence, three capital letters. */
  readonly pop: string;
  readonly controlPlane: {
    /** Scheme, host and port. */
    readonly url: string;
    readonly secret: string;
  };
  readonly driver: SyncRequest['driver'];
  readonly startDriver: (onEvent: OnEdgeEvent) => Promise<Driver>;
  /** For the last good sites and for events; created if missing, and held by one agent at a time. */
  readonly stateDirectory: string;
  /** What events may take on disk. Default 1 GB. */
  readonly spoolBytes?: number;
  /** Told what an operator should know. */
  readonly report: (message: string) => void;
}

export interface Agent<Driver extends EdgeDriver> {
  readonly driver: Driver;
  /** Finishes the requests under way, sends their events if the control plane takes them, then stops. */
  close(): Promise<void>;
}

const gigabyte = 1024 ** 3;
const retry = { firstMs: 200, maxMs: 15_000 };
const loading = { loadsAtOnce: 4, loadPatienceMs: 10 * 60_000 };
const spooling = { flushMs: 200, segmentBytes: 4 * 1024 * 1024 };
/** How long the last events may take at the end. */
const finishMs = 5000;

/** Runs an edge under a control plane. Resolves once it serves: by the control plane's word, or without it by the last good sites. */
export async function startAgent<Driver extends EdgeDriver>(settings: AgentSettings<Driver>): Promise<Agent<Driver>> {
  const { name, pop, stateDirectory, spoolBytes = gigabyte, report } = settings;
  await using opened = new AsyncDisposableStack();
  const controlPlane = opened.adopt(connectControlPlane({ ...settings.controlPlane, name }), (connection) => connection.close());
  const state = opened.adopt(openState(stateDirectory, { name, controlPlane: settings.controlPlane.url }), (file) => file.close());
  const spool = opened.adopt(
    await Spool.open({ directory: join(stateDirectory, 'spool'), name, maxBytes: spoolBytes, ...spooling, report }),
    (events) => events.close(),
  );
  const shipper = new Shipper({ controlPlane, spool, retry, report });
  const shipping = shipper.run();
  opened.defer(async () => {
    await spool.flush();
    shipper.finish(finishMs);
    await shipping;
  });
  const edge = opened.adopt(await settings.startDriver((event) => spool.append(servedRequest(event, pop))), (driver) => driver.close());
  const sites = new SiteTable(edge, state);
  const loop = new SyncLoop({ session: randomUUID(), pop, driver: settings.driver, controlPlane, edge, sites, state, ...loading, retry, report });
  await loop.start();
  const looping = loop.run();
  opened.defer(async () => {
    loop.stop();
    await looping;
  });
  const running = opened.move();
  return { driver: edge, close: () => running.disposeAsync() };
}
