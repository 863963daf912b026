import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { date } from '@edgegraph/rest/codec.ts';
import { describe, expect, it } from 'vitest';
import { openInMemory } from '../../database/in-memory.fixture.ts';
import { freshDatabase } from '../../database/queries/fresh-database.fixture.ts';
import { reportingHandlers } from './handlers.ts';
import { reportingSources } from './sources.fixture.ts';

const at = (text: string): number => date.parse(text);
// What handlers read of whoever asks.
const viewer = { accountNumber: '0001' } as Viewer;

describe('a report that begins before what is kept of its customer', () => {
  const store = freshDatabase(openInMemory);
  const handlers = () =>
    reportingHandlers(
      reportingSources({
        db: store.db,
        retentionOf: async () => ({ coreDays: 150, contentDays: 30 }),
        clock: () => at('2015-05-31T12:00:00'),
      }),
      { create: () => Promise.reject(new Error('Not asked here.')) },
    );
  type Name = keyof ReturnType<typeof handlers>;
  const asked = { platform: 3, timezone: 'UTC', groupcode: 'HTTP_STATUS', metriccode: 'Hits', intervalid: 3 };

  const refusal = async (name: Name, begindate: string): Promise<unknown> => {
    // The inputs of all of these routes are made of the same members.
    const handle = handlers()[name] as (input: object, viewer: Viewer) => Promise<unknown>;
    return handle({ ...asked, begindate: at(begindate), enddate: at('2015-06-01') }, viewer).then(
      () => null,
      (error: unknown) => error,
    );
  };

  it.each<Name>([
    'getBytesTransferred',
    'getPlatformBytesTransferred',
    'getBytesByInterval',
    'getHits',
    'getCacheStatuses',
    'getTraffic',
    'getReportCodeTraffic',
    'getCustomReport',
    'listCnameTraffic',
    'getMaximumStorageUsage',
  ])('of traffic is refused with the limit of core reports: %s', async (name) => {
    expect(await refusal(name, '2014-12-31')).toMatchObject({
      status: 400,
      message: 'begindate: is before 2015-01-01: what this asks for is kept for 150 days (limit CoreRetentionDays); begin later.',
    });
  });

  it.each<Name>(['getFileStats', 'getDirectoryStats', 'getCompleteDownloads'])('of content is refused with the limit of content: %s', async (name) => {
    expect(await refusal(name, '2015-04-30T23:00:00')).toMatchObject({ status: 400, message: expect.stringContaining('(limit ContentRetentionDays)') });
  });

  it('is answered where it begins with what is kept', async () => {
    expect(await refusal('getMaximumStorageUsage', '2015-01-01')).toBeNull();
  });
});
