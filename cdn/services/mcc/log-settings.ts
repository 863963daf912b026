import { mediaTypeIds } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import { badRequest } from '@edgegraph/rest/error.ts';
import type { logSettings } from '@edgegraph/rest/mcc/log-settings.ts';
import type { ParsedInputOf } from '@edgegraph/rest/route.ts';
import { type ConfigurationStore, changeConfiguration } from '../../configuration/change.ts';
import {
  type LogFormat,
  type LogStorage,
  findLogFormat,
  findLogStorage,
  saveLogFormat,
  saveLogStorage,
} from '../../database/queries/log-settings.ts';

/** The form and storage of raw logs, in the configuration store. */
export const logSettingHandlers = (store: ConfigurationStore): Handlers<typeof logSettings> => ({
  getLogFormat: async (_input, { accountNumber }) => {
    const format = await findLogFormat(store.db, accountNumber);
    return {
      AN: accountNumber,
      BaseFormat: format.baseFormat,
      CustomFieldHeader: format.customFieldHeader ?? '',
      DateTimeFormat: format.dateTimeFormat,
      RemoveContentAccessPoint: format.removeContentAccessPoint ? 1 : 0,
      ShowCustomField: format.customFieldHeader === null ? 0 : 1,
    };
  },

  setLogFormat: async ({ body, expectedversion }, viewer) => {
    await changeConfiguration(store, viewer, { expectedVersion: expectedversion }, async ({ db }) => {
      const current = await findLogFormat(db, viewer.accountNumber);
      await saveLogFormat(db, viewer.accountNumber, changedFormat(current, body));
    });
    return null;
  },

  getLogStorage: async (_input, { accountNumber }) => {
    const storage = await findLogStorage(store.db, accountNumber);
    return {
      AN: accountNumber,
      DaysToKeep: storage.daysToKeep,
      IsEnabled: storage.isEnabled ? 1 : 0,
      MediaTypeStatuses: mediaTypeIds.map((MediaTypeId) => ({ IsEnabled: storage.mediaTypeIds.includes(MediaTypeId) ? 1 : 0, MediaTypeId })),
    };
  },

  setLogStorage: async ({ body, expectedversion }, viewer) => {
    await changeConfiguration(store, viewer, { expectedVersion: expectedversion }, async ({ db }) => {
      const current = await findLogStorage(db, viewer.accountNumber);
      await saveLogStorage(db, viewer.accountNumber, changedStorage(current, body));
    });
    return null;
  },
});

type FormatBody = ParsedInputOf<(typeof logSettings)['setLogFormat']>['body'];

const changedFormat = (current: LogFormat, body: FormatBody): LogFormat => ({
  baseFormat: body.BaseFormat ?? current.baseFormat,
  dateTimeFormat: body.DateTimeFormat ?? current.dateTimeFormat,
  removeContentAccessPoint: body.RemoveContentAccessPoint == null ? current.removeContentAccessPoint : body.RemoveContentAccessPoint === 1,
  customFieldHeader: changedHeader(current.customFieldHeader, body),
});

/** Only a field that is shown has a header, and none is shown without. */
function changedHeader(current: string | null, { CustomFieldHeader, ShowCustomField }: FormatBody): string | null {
  const isShown = ShowCustomField == null ? current !== null : ShowCustomField === 1;
  if (!isShown) return null;
  const header = CustomFieldHeader ?? current;
  if (!header) throw badRequest([{ path: 'CustomFieldHeader', message: 'is needed while the custom field is shown.' }]);
  return header;
}

type StorageBody = ParsedInputOf<(typeof logSettings)['setLogStorage']>['body'];

function changedStorage(current: LogStorage, body: StorageBody): LogStorage {
  const statuses = new Map((body.MediaTypeStatuses ?? body.MediaTypeStatus ?? []).map(({ MediaTypeId, IsEnabled }) => [MediaTypeId, IsEnabled === 1]));
  return {
    ...changedRetention(current, body),
    mediaTypeIds: mediaTypeIds.filter((mediaTypeId) => statuses.get(mediaTypeId) ?? current.mediaTypeIds.includes(mediaTypeId)),
  };
}

/** What is read can be written back, so 0 days are taken where nothing is kept. */
function changedRetention(current: LogStorage, { DaysToKeep, IsEnabled }: StorageBody): Pick<LogStorage, 'isEnabled' | 'daysToKeep'> {
  if (DaysToKeep == null && IsEnabled == null) return current;
  if (DaysToKeep == null) throw badRequest([{ path: 'DaysToKeep', message: 'goes together with IsEnabled; give both or neither.' }]);
  if (IsEnabled == null) throw badRequest([{ path: 'IsEnabled', message: 'goes together with DaysToKeep; give both or neither.' }]);
  if (IsEnabled === 0) return { isEnabled: false, daysToKeep: 0 };
  if (DaysToKeep === 0) throw badRequest([{ path: 'DaysToKeep', message: 'must be 1, 5, 10, 15, 30, 45 or 60, or -1 (for ever), while logs are kept.' }]);
  return { isEnabled: true, daysToKeep: DaysToKeep };
}
