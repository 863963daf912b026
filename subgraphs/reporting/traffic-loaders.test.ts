import { createRestClient } from '@edgegraph/rest/client.ts';
import { RestError } from '@edgegraph/rest/error.ts';
import { reporting } from '@edgegraph/rest/reporting.ts';
import { describe, expect, it } from 'vitest';
import { answering, caller, servicesOf } from '../services.fixture.ts';
import { createLoaders } from './loaders.ts';
import { groups, report } from './traffic.fixture.ts';
import type { Subject, TrafficQuestion } from './traffic-loaders.ts';
import { noNeeds } from './traffic-needs.ts';

const idsOf = ({ cnameids, originids }: { cnameids?: unknown; originids?: unknown }): (number | null)[] => {
  const ids = [cnameids ?? originids ?? []].flat();
  return ids.length === 0 ? [null] : ids.map(Number);
};

const reports = answering(reporting.getTraffic, (input) => idsOf(input).map((id) => report(id)));
const groupings = answering(reporting.getTrafficGroups, (input) => idsOf(input).map((Id) => groups([], { Id })));

function loadersOver(answer = reports) {
  const { call, calls } = servicesOf(answer, groupings);
  return { ...createLoaders(createRestClient(call), caller), calls };
}

const input = { begindate: '2015-05-17T00:00:00', enddate: '2015-05-17T23:59:59' };

const of = (kind: Subject['kind'], id: string, more: Partial<TrafficQuestion> = {}): TrafficQuestion => ({ subject: { kind, id }, needs: noNeeds, input, ...more });

describe('traffic', () => {
  it('of many edge CNAMEs over one range is one call, and each gets its own', async () => {
    const { traffic, calls } = loadersOver();
    const found = await traffic.loadMany(['3', '1', '3', '2'].map((id) => of('edgeCname', id)));
    expect(found).toMatchObject([{ Id: 3 }, { Id: 1 }, { Id: 3 }, { Id: 2 }]);
    expect(calls).toEqual([['getTraffic', { ...input, cnameids: ['3', '1', '2'] }]]);
  });

  it('that differs in more than the id is asked by itself: another range, another interval, another filter, another kind of subject', async () => {
    const { traffic, calls } = loadersOver();
    const found = await traffic.loadMany([
      of('customer', ''),
      of('edgeCname', '1'),
      of('edgeCname', '2', { input: { ...input, interval: 'hour' } }),
      of('origin', '1'),
      of('edgeCname', '1', { input: { ...input, enddate: '2015-05-18T23:59:59' } }),
      of('edgeCname', '1', { input: { ...input, filter: '{"Dimension":"ssl","In":[true]}' } }),
    ]);
    expect(found).toMatchObject([{ Id: null }, { Id: 1 }, { Id: 2 }, { Id: 1 }, { Id: 1 }, { Id: 1 }]);
    expect(calls.map(([, asked]) => asked)).toEqual([
      input,
      { ...input, cnameids: ['1'] },
      { ...input, interval: 'hour', cnameids: ['2'] },
      { ...input, originids: ['1'] },
      { ...input, enddate: '2015-05-18T23:59:59', cnameids: ['1'] },
      { ...input, filter: '{"Dimension":"ssl","In":[true]}', cnameids: ['1'] },
    ]);
  });

  it('that differs in what figures are needed is one call that asks for all of them', async () => {
    const { traffic, calls } = loadersOver();
    await traffic.loadMany([
      of('edgeCname', '1'),
      of('edgeCname', '1', { needs: { percentiles: [50, 99], bandwidth: false } }),
      of('edgeCname', '2', { needs: { percentiles: [50, 95], bandwidth: true } }),
    ]);
    expect(calls).toEqual([['getTraffic', { ...input, cnameids: ['1', '2'], percentiles: [50, 95, 99], bandwidth: 1 }]]);
  });

  it('is asked once per request, at most 1,000 a call', async () => {
    const { traffic, calls } = loadersOver();
    const questions = Array.from({ length: 1001 }, (_, index) => of('edgeCname', String(index + 1)));
    await traffic.loadMany(questions);
    await traffic.loadMany(questions);
    expect(calls).toHaveLength(2);
  });

  it('fails each by itself when its batch fails', async () => {
    const { traffic } = loadersOver(
      answering(reporting.getTraffic, () => {
        throw new RestError(503, 'The reporting service did not answer in time.');
      }),
    );
    expect(await traffic.loadMany([of('edgeCname', '1'), of('origin', '2')])).toEqual([expect.any(RestError), expect.any(RestError)]);
  });

  it('fails where the service left a report out', async () => {
    const { traffic } = loadersOver(answering(reporting.getTraffic, () => [report(1)]));
    expect(await traffic.loadMany([of('edgeCname', '1'), of('edgeCname', '2')])).toMatchObject([{ Id: 1 }, { message: 'The reporting service left out a report.' }]);
  });
});

describe('groups', () => {
  const page = { ...input, groupby: ['status'], first: 10 };

  it('of many origins are one call for each page', async () => {
    const { trafficGroups, calls } = loadersOver();
    const asked = ['2', '1'].flatMap((id) => [page, { ...page, offset: 10 }].map((each) => ({ subject: { kind: 'origin' as const, id }, needs: noNeeds, input: each })));
    expect(await trafficGroups.loadMany(asked)).toMatchObject([{ Id: 2 }, { Id: 2 }, { Id: 1 }, { Id: 1 }]);
    expect(calls).toEqual([
      ['getTrafficGroups', { ...page, originids: ['2', '1'] }],
      ['getTrafficGroups', { ...page, offset: 10, originids: ['2', '1'] }],
    ]);
  });
});
