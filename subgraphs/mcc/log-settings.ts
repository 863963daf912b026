/** The form of raw logs, and how long they are kept. */
import type { LogFormat as RestLogFormat, LogStorage as RestLogStorage } from '@edgegraph/rest/mcc/log-settings.ts';
import { atInput } from '../errors.ts';
import type { LogFormat, LogStorage, Resolvers, SetLogFormatInput, SetLogStorageInput } from '../generated/mcc.ts';
import { mediaTypeOf, platformOf } from '../platform.ts';
import { expected } from './expected.ts';
import type { Context } from './loaders.ts';

type Services = Pick<Context, 'rest' | 'caller'>;

const readFormat = async ({ rest, caller }: Services): Promise<LogFormat> => toLogFormat(await rest.mcc.getLogFormat({}, caller));
const readStorage = async ({ rest, caller }: Services): Promise<LogStorage> => toLogStorage(await rest.mcc.getLogStorage({}, caller));

export const logSettings = {
  Customer: {
    logFormat: (_customer, _args, context) => readFormat(context),
    logStorage: (_customer, _args, context) => readStorage(context),
  },
  SetLogFormatPayload: { logFormat: (_customer, _args, context) => readFormat(context) },
  SetLogStoragePayload: { logStorage: (_customer, _args, context) => readStorage(context) },
  Mutation: {
    setLogFormat: async (_root, { input }, { rest, caller, viewer }) => {
      await atInput(rest.mcc.setLogFormat({ body: toFormatBody(input), ...expected(input) }, caller), formatMembers);
      return viewer;
    },
    setLogStorage: async (_root, { input }, { rest, caller, viewer }) => {
      await atInput(rest.mcc.setLogStorage({ body: toStorageBody(input), ...expected(input) }, caller), storageMembers);
      return viewer;
    },
  },
} satisfies Resolvers<Context>;

const toLogFormat = (format: RestLogFormat): LogFormat => ({
  base: format.BaseFormat === 2 ? 'COMBINED' : 'W3C',
  time: format.DateTimeFormat === 1 ? 'TEXT' : 'UNIX',
  contentAccessPointRemoved: format.RemoveContentAccessPoint === 1,
  customFieldHeader: format.ShowCustomField === 1 ? format.CustomFieldHeader : null,
});

/** What is left out stays as it is; a header of null hides the field. */
const toFormatBody = ({ base, time, contentAccessPointRemoved, customFieldHeader }: SetLogFormatInput) => ({
  BaseFormat: base ? (base === 'COMBINED' ? 2 : 1) : null,
  DateTimeFormat: time ? (time === 'TEXT' ? 1 : 0) : null,
  RemoveContentAccessPoint: contentAccessPointRemoved ?? null,
  ShowCustomField: customFieldHeader === undefined ? null : customFieldHeader !== null,
  CustomFieldHeader: customFieldHeader ?? null,
});

const formatMembers = { CustomFieldHeader: 'customFieldHeader' };

const forEver = -1;

const toLogStorage = ({ DaysToKeep, IsEnabled, MediaTypeStatuses }: RestLogStorage): LogStorage => ({
  enabled: IsEnabled === 1,
  daysToKeep: DaysToKeep === forEver ? null : DaysToKeep,
  platforms: MediaTypeStatuses.map((status) => ({ platform: platformOf(status.MediaTypeId), enabled: status.IsEnabled === 1 })),
});

const toStorageBody = ({ enabled, daysToKeep, platforms }: SetLogStorageInput) => ({
  IsEnabled: enabled,
  DaysToKeep: enabled ? (daysToKeep ?? forEver) : 0,
  MediaTypeStatuses: platforms?.map((status) => ({ IsEnabled: status.enabled, MediaTypeId: mediaTypeOf(status.platform) })) ?? null,
});

const storageMembers = { DaysToKeep: 'daysToKeep', MediaTypeStatuses: 'platforms' };
