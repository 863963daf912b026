/** The access log: who changed whose permissions, who made and took exports, and who was denied what. */
import { z } from 'zod';
import { commaSeparated, date, id, pageLimit } from './codec.ts';
import { route } from './route.ts';

/** What the access log tells of. */
export const accessEventKinds = [
  'USER_CREATED',
  'USER_UPDATED',
  'USER_DELETED',
  'PERMISSIONS_SAVED',
  'TOKEN_ISSUED',
  'TOKEN_ROTATED',
  'TOKEN_BACKUP_DELETED',
  'EXPORT_CREATED',
  'EXPORT_DOWNLOADED',
  'DENIED',
] as const;

export type AccessEventKind = (typeof accessEventKinds)[number];

const kinds = commaSeparated.pipe(z.array(z.enum(accessEventKinds, { error: `must be of ${accessEventKinds.join(', ')}, separated by commas.` })));

const state = z.record(z.string(), z.unknown()).nullable();

const accessEvent = z.object({
  ActorEmail: z.string().nullable().describe('Who did it.'),
  ActorId: z.number().nullable(),
  Address: z.string().nullable().describe('The IP address that it was done from; null if unknown.'),
  After: state.describe('What it made of the subject, by the members of its routes.'),
  At: z.string().describe('ISO 8601, UTC.'),
  Before: state.describe('What the subject was, by the members of its routes.'),
  Count: z.number().describe('1; more for denials so alike and so fast that they share one entry.'),
  Detail: z.string().nullable(),
  Id: z.number(),
  Kind: z.enum(accessEventKinds),
  SubjectEmail: z.string().nullable().describe('Whom it was done to.'),
  SubjectId: z.number().nullable(),
  TokenName: z.string().nullable().describe('The name of the token that it was done with.'),
});

export type AccessEvent = z.output<typeof accessEvent>;

export const accessLog = {
  listAccessEvents: route({
    service: 'users', method: 'GET', path: '/v2/mcc/customers/{AN}/accesslog', access: 'ACCESS_LOG',
    input: z.object({
      before: id.optional(),
      begindate: date.optional(),
      enddate: date.optional(),
      kind: kinds.optional(),
      limit: pageLimit,
      userid: id.optional(),
    }),
    output: z.object({ Events: z.array(accessEvent).readonly(), Next: z.number().nullable() }),
    summary:
      'The access log, newest first: from begindate until before enddate, of these kinds, by or about user userid. ' +
      'Next is the `before` of the next page; null at the end.',
  }),
};
