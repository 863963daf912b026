import { beforeEach, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

export const logSettingsSuite = (bound: BoundCdn) =>
  describe('the settings of raw logs', () => {
    let customer: User;
    beforeEach(async () => {
      customer = await bound.cdn.customer();
    });

    const all = (IsEnabled: number) => [3, 8, 14].map((MediaTypeId) => ({ IsEnabled, MediaTypeId }));

    it('are W3C with Unix time, and keep nothing, until something is set', async () => {
      const AN = customer.accountNumber;
      expect(await bound.rest.mcc.getLogFormat({}, customer)).toEqual({
        AN,
        BaseFormat: 1,
        CustomFieldHeader: '',
        DateTimeFormat: 0,
        RemoveContentAccessPoint: 0,
        ShowCustomField: 0,
      });
      expect(await bound.rest.mcc.getLogStorage({}, customer)).toEqual({ AN, DaysToKeep: 0, IsEnabled: 0, MediaTypeStatuses: all(1) });
    });

    it('change where they are given, also as text', async () => {
      const { setLogFormat, getLogFormat } = bound.rest.mcc;
      expect(await setLogFormat({ body: { BaseFormat: '2', ShowCustomField: 1, CustomFieldHeader: 'x-id' } }, customer)).toBeNull();
      expect(await setLogFormat({ body: { DateTimeFormat: 1, RemoveContentAccessPoint: true } }, customer)).toBeNull();
      const changed = { BaseFormat: 2, DateTimeFormat: 1, RemoveContentAccessPoint: 1, ShowCustomField: 1, CustomFieldHeader: 'x-id' };
      expect(await getLogFormat({}, customer)).toMatchObject(changed);
    });

    it('blank the header of a custom field that is not shown, and show none without one', async () => {
      const { setLogFormat, getLogFormat } = bound.rest.mcc;
      const needed = { status: 400, problems: [{ path: 'CustomFieldHeader' }] };
      await expect(setLogFormat({ body: { ShowCustomField: 1 } }, customer)).rejects.toMatchObject(needed);
      await setLogFormat({ body: { ShowCustomField: 1, CustomFieldHeader: 'x-id' } }, customer);
      await expect(setLogFormat({ body: { CustomFieldHeader: ' ' } }, customer)).rejects.toMatchObject(needed);
      await setLogFormat({ body: { ShowCustomField: 0, CustomFieldHeader: 'x-id' } }, customer);
      expect(await getLogFormat({}, customer)).toMatchObject({ ShowCustomField: 0, CustomFieldHeader: '' });
      await expect(setLogFormat({ body: { ShowCustomField: 1 } }, customer)).rejects.toMatchObject(needed);
    });

    it('keep logs for some days, and none of them once it is not enabled', async () => {
      const { setLogStorage, getLogStorage } = bound.rest.mcc;
      expect(await setLogStorage({ body: { DaysToKeep: '30', IsEnabled: 1 } }, customer)).toBeNull();
      expect(await getLogStorage({}, customer)).toMatchObject({ DaysToKeep: 30, IsEnabled: 1, MediaTypeStatuses: all(1) });
      await setLogStorage({ body: { DaysToKeep: 60, IsEnabled: 0 } }, customer);
      expect(await getLogStorage({}, customer)).toMatchObject({ DaysToKeep: 0, IsEnabled: 0 });
    });

    it('keep logs of some platforms, under either name', async () => {
      const { setLogStorage, getLogStorage } = bound.rest.mcc;
      await setLogStorage({ body: { MediaTypeStatuses: [{ IsEnabled: 0, MediaTypeId: 8 }] } }, customer);
      await setLogStorage({ body: { MediaTypeStatus: [{ IsEnabled: 0, MediaTypeId: '14' }] } }, customer);
      const enabled = (await getLogStorage({}, customer)).MediaTypeStatuses.filter(({ IsEnabled }) => IsEnabled === 1);
      expect(enabled.map(({ MediaTypeId }) => MediaTypeId)).toEqual([3]);
    });

    it('take back what was read', async () => {
      const { setLogFormat, getLogFormat, setLogStorage, getLogStorage } = bound.rest.mcc;
      const format = await getLogFormat({}, customer);
      const storage = await getLogStorage({}, customer);
      await setLogFormat({ body: format }, customer);
      await setLogStorage({ body: storage }, customer);
      expect(await getLogFormat({}, customer)).toEqual(format);
      expect(await getLogStorage({}, customer)).toEqual(storage);
    });

    it.each([
      ['days alone', { DaysToKeep: 30 }, 'IsEnabled'],
      ['the switch alone', { IsEnabled: 1 }, 'DaysToKeep'],
      ['no days while logs are kept', { DaysToKeep: 0, IsEnabled: 1 }, 'DaysToKeep'],
      ['days besides those offered', { DaysToKeep: 7, IsEnabled: 1 }, 'DaysToKeep'],
      ['a platform without logs', { MediaTypeStatuses: [{ IsEnabled: 1, MediaTypeId: 2 }] }, 'MediaTypeStatuses.0.MediaTypeId'],
    ])('refuse %s and change nothing', async (_case, body, path) => {
      const before = await bound.rest.mcc.getLogStorage({}, customer);
      await expect(bound.rest.mcc.setLogStorage({ body }, customer)).rejects.toMatchObject({ status: 400, problems: [{ path }] });
      expect(await bound.rest.mcc.getLogStorage({}, customer)).toEqual(before);
    });

    it('refuse half of a platform and its switch', async () => {
      // What a client may send, whatever the types say.
      const half = [{ MediaTypeId: 3 }] as { MediaTypeId: number; IsEnabled: number }[];
      const problems = [{ path: 'MediaTypeStatuses.0.IsEnabled' }];
      await expect(bound.rest.mcc.setLogStorage({ body: { MediaTypeStatuses: half } }, customer)).rejects.toMatchObject({ problems });
    });
  });
