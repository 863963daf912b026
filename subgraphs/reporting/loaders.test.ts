import { createRestClient } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { reporting } from '@edgegraph/rest/reporting.ts';
import { describe, expect, it } from 'vitest';
import { answering, caller, servicesOf } from '../services.fixture.ts';
import { type TrafficKey, createLoaders } from './loaders.ts';

const report = (Id: number | null) => ({ Id, Total: { Requests: BigInt(Id ?? 0), Bytes: 0n, Hits: 0n, Errors: 0n }, Data: null });

const reports = answering(reporting.getTraffic, ({ cnameids, originids }) => {
  const ids = [cnameids ?? originids ?? []].flat();
  return ids.length === 0 ? [report(null)] : ids.map((id) => report(Number(id)));
});

function loadersOver(answer = reports) {
  const { call, calls } = servicesOf(answer);
  return { traffic: createLoaders(createRestClient(call), caller).traffic, calls };
}

const day = { begindate: '2015-05-17T00:00:00', enddate: '2015-05-17T23:59:59' };

const of = (kind: TrafficKey['subject']['kind'], id: string, more: Partial<TrafficKey> = {}): TrafficKey => ({
  subject: { kind, id },
  ...day,
  ...more,
});

describe('traffic', () => {
  it('of many edge CNAMEs over one range is one call, and each gets its own', async () => {
    const { traffic, calls } = loadersOver();
    expect(await traffic.loadMany(['3', '1', '3', '2'].map((id) => of('edgeCname', id)))).toMatchObject([
      { Id: 3 },
      { Id: 1 },
      { Id: 3 },
      { Id: 2 },
    ]);
    expect(calls).toEqual([['getTraffic', { ...day, cnameids: ['3', '1', '2'] }]]);
  });

  it('that differs in more than the id is asked by itself: another range, another interval, another kind of subject', async () => {
    const { traffic, calls } = loadersOver();
    const found = await traffic.loadMany([
      of('customer', ''),
      of('edgeCname', '1'),
      of('edgeCname', '2', { intervalid: 2 }),
      of('origin', '1'),
      of('edgeCname', '1', { enddate: '2015-05-18T23:59:59' }),
    ]);
    expect(found).toMatchObject([{ Id: null }, { Id: 1 }, { Id: 2 }, { Id: 1 }, { Id: 1 }]);
    expect(calls.map(([, input]) => input)).toEqual([
      day,
      { ...day, cnameids: ['1'] },
      { ...day, intervalid: 2, cnameids: ['2'] },
      { ...day, originids: ['1'] },
      { ...day, enddate: '2015-05-18T23:59:59', cnameids: ['1'] },
    ]);
  });

  it('is asked once per request, at most 1,000 a call', async () => {
    const { traffic, calls } = loadersOver();
    const keys = Array.from({ length: 1001 }, (_, index) => of('edgeCname', String(index + 1)));
    await traffic.loadMany(keys);
    await traffic.loadMany(keys);
    expect(calls).toHaveLength(2);
  });

  it('fails each by itself when its batch fails', async () => {
    const { traffic } = loadersOver(
      answering(reporting.getTraffic, () => {
        throw new RestError(503, 'The reporting service did not answer in time.');
      }),
    );
    expect(await traffic.loadMany([of('edgeCname', '1'), of('origin', '2')])).toEqual([
      expect.any(RestError),
      expect.any(RestError),
    ]);
  });

  it('fails where the service left a report out', async () => {
    const { traffic } = loadersOver(answering(reporting.getTraffic, () => [report(1)]));
    expect(await traffic.loadMany([of('edgeCname', '1'), of('edgeCname', '2')])).toMatchObject([
      { Id: 1 },
      { message: 'The reporting service left out a report.' },
    ]);
  });
});
