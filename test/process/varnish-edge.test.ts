import { siteOf, startOrigin } from '@edgegraph/cdn/edge/edge.fixture.ts';
import { temporaryDirectory } from '@edgegraph/cdn/fleet/agent/agent.fixture.ts';
import { TestControlPlane } from '@edgegraph/cdn/fleet/agent/control-plane.fixture.ts';
import { describeVarnish } from '@edgegraph/cdn/fleet/varnish/varnish.fixture.ts';
import { expect, it, vi } from 'vitest';
import { endEdge, startEdgeProcess } from './edge-process.ts';

const patient = { timeout: 15_000 };

describeVarnish('npm run edge -- --driver varnish', () => {
  it('serves, purges and reports as its control plane says', { timeout: 60_000 }, async () => {
    await using origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=1000' } }));
    await using controlPlane = await TestControlPlane.start('lax-1');
    await using directory = await temporaryDirectory();
    controlPlane.append({ kind: 'configure', accountNumber: '0001', sites: [siteOf(origin)] });
    const edge = await startEdgeProcess(controlPlane.url, directory.path, ['--driver', 'varnish']);
    const ask = async () => (await fetch(`${edge.url}/a`)).text();
    expect([await ask(), await ask()]).toEqual(['answer 1', 'answer 1']);
    const sequence = controlPlane.append({ kind: 'purge', purges: [{ site: 'site', target: { kind: 'prefix', path: '/' }, mode: 'hard' }] });
    await vi.waitFor(() => expect(controlPlane.acknowledged.get(sequence)).toMatchObject({ objects: 1, remaining: 0 }), patient);
    expect(await ask()).toBe('answer 2');
    expect(controlPlane.syncs.at(-1)).toMatchObject({ driver: 'varnish' });
    const refused = controlPlane.append({ kind: 'check', accountNumber: '0001', sites: [siteOf({ url: 'https://origin.example.com' })] });
    await vi.waitFor(() => expect(controlPlane.acknowledged.get(refused)?.problems).toMatchObject([{ site: 'site', message: expect.stringContaining('TLS') }]), patient);
    expect(await endEdge(edge, 'SIGTERM')).toBe(0);
    expect(controlPlane.stored.map(({ path, cacheStatus }) => `${path} ${cacheStatus}`)).toEqual(['/a TCP_MISS', '/a TCP_HIT', '/a TCP_MISS']);
  });
});
