/** `mcc`: the form of raw logs, and how long they are kept. */
import { z } from 'zod';
import { flag, integer, line, mediaTypeId, mediaTypeIds } from '../codec.ts';
import { route } from '../route.ts';
import { expectedVersion } from './expected-version.ts';

const customer = '/v2/mcc/customers/{AN}';

/** W3C-like or Apache combined; Unix time or text. */
const logFormat = z.object({
  AN: z.string(),
  BaseFormat: z.literal([1, 2]),
  CustomFieldHeader: z.string(),
  DateTimeFormat: z.literal([0, 1]),
  RemoveContentAccessPoint: z.number(),
  ShowCustomField: z.number(),
});

const logStorage = z.object({
  AN: z.string(),
  DaysToKeep: z.number(),
  IsEnabled: z.number(),
  MediaTypeStatuses: z.array(z.object({ IsEnabled: z.number(), MediaTypeId: z.literal(mediaTypeIds) })),
});

export type LogFormat = z.output<typeof logFormat>;
export type LogStorage = z.output<typeof logStorage>;

const daysToKeep = integer.pipe(z.literal([-1, 0, 1, 5, 10, 15, 30, 45, 60], { error: 'must be 1, 5, 10, 15, 30, 45 or 60, or -1 (for ever).' }));

const mediaTypeStatuses = z
  .array(z.object({ IsEnabled: flag, MediaTypeId: mediaTypeId }))
  .max(mediaTypeIds.length, `at most ${mediaTypeIds.length} platforms.`);

export const logSettings = {
  getLogFormat: route({
    service: 'mcc', method: 'GET', path: `${customer}/logformat`, access: 'RAW_LOGS',
    input: z.object({}), output: logFormat, summary: 'Get the form of raw logs.',
  }),
  setLogFormat: route({
    service: 'mcc', method: 'PUT', path: `${customer}/logformat`, access: 'RAW_LOGS',
    input: z.object({
      ...expectedVersion,
      body: z.object({
        BaseFormat: integer.pipe(z.literal([1, 2], { error: 'must be 1 (W3C) or 2 (Apache combined).' })).nullish(),
        CustomFieldHeader: line(100).nullish(),
        DateTimeFormat: integer.pipe(z.literal([0, 1], { error: 'must be 0 (Unix time) or 1 (text).' })).nullish(),
        RemoveContentAccessPoint: flag.nullish(),
        ShowCustomField: flag.nullish(),
      }),
    }),
    output: z.null(), summary: 'Change the form of raw logs; members left out stay as they are, ShowCustomField 0 blanks CustomFieldHeader.',
  }),
  getLogStorage: route({
    service: 'mcc', method: 'GET', path: `${customer}/logstorage`, access: 'RAW_LOGS',
    input: z.object({}), output: logStorage, summary: 'Get how long raw logs are kept, and of which platforms.',
  }),
  setLogStorage: route({
    service: 'mcc', method: 'PUT', path: `${customer}/logstorage`, access: 'RAW_LOGS',
    input: z.object({
      ...expectedVersion,
      body: z.object({
        DaysToKeep: daysToKeep.nullish(),
        IsEnabled: flag.nullish(),
        MediaTypeStatuses: mediaTypeStatuses.nullish(),
        // The contract has both names.
        MediaTypeStatus: mediaTypeStatuses.nullish(),
      }),
    }),
    output: z.null(),
    summary: 'Change how long raw logs are kept, by DaysToKeep and IsEnabled together, and of which platforms; IsEnabled 0 makes DaysToKeep 0.',
  }),
};
