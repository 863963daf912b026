/** What a hit costs at the embedded edge and at its peers: npm run bench:edge */
import { Pool } from 'undici';
import { spreadOf, spreadText, table } from '../statistics.ts';
import { objects } from './objects.ts';
import { type Peer, startPeers } from './peers.ts';
import { cpuTimeOf } from './process-cpu.ts';

const rounds = 7;
const connections = 16;
/** So many that the kernel's ticks of 10 ms do not count. */
const requestsPerRound = 20_000;

const { peers, missing, close } = await startPeers();
try {
  console.log(`Node ${process.versions.node}, ${process.platform} ${process.arch}; ${connections} connections, ${rounds} rounds of ${requestsPerRound} requests\n`);
  for (const name of missing) console.log(`${name} is not installed here; left out.\n`);
  for (const object of objects) console.log(`${object.name}:\n\n${await compare(object)}\n`);
} finally {
  await close();
}

async function compare(object: (typeof objects)[number]): Promise<string> {
  const cost = new Map<Peer, number[]>(peers.map((peer) => [peer, []]));
  const rate = new Map<Peer, number[]>(peers.map((peer) => [peer, []]));
  const ratio = new Map<Peer, number[]>(peers.map((peer) => [peer, []]));
  for (let round = -1; round < rounds; round += 1) {
    const measured = new Map<Peer, { microseconds: number; perSecond: number }>();
    for (const peer of round % 2 === 0 ? peers : peers.toReversed()) measured.set(peer, await measure(peer, object));
    // The first round warms up.
    if (round < 0) continue;
    const least = measured.get(peers[0] as Peer)?.microseconds ?? Number.NaN;
    for (const [peer, { microseconds, perSecond }] of measured) {
      cost.get(peer)?.push(microseconds);
      rate.get(peer)?.push(perSecond);
      ratio.get(peer)?.push(microseconds / least);
    }
  }
  const rows = peers.map((peer) => [peer.name, ...[cost, rate].map((of) => spreadText(spreadOf(of.get(peer) ?? []), 0)), spreadText(spreadOf(ratio.get(peer) ?? []), 2)]);
  return table(['server', 'CPU per hit, us', 'requests/s as asked', 'CPU to node:http'], rows);
}

/** Every answer is compared with the object. */
async function measure({ url, pid }: Peer, { path, body }: (typeof objects)[number]): Promise<{ microseconds: number; perSecond: number }> {
  const pool = new Pool(url, { connections });
  let left = requestsPerRound;
  const ask = async () => {
    while (left > 0) {
      left -= 1;
      const answer = await pool.request({ path, method: 'GET' });
      const received = Buffer.from(await answer.body.arrayBuffer());
      if (answer.statusCode !== 200 || !received.equals(body)) throw new Error(`${url}${path} answered ${answer.statusCode} with ${received.length} bytes`);
    }
  };
  const [startedAt, before] = [performance.now(), await cpuTimeOf(pid)];
  await Promise.all(Array.from({ length: connections }, ask));
  const [seconds, after] = [(performance.now() - startedAt) / 1000, await cpuTimeOf(pid)];
  await pool.close();
  return { microseconds: (after - before) / requestsPerRound, perSecond: requestsPerRound / seconds };
}
