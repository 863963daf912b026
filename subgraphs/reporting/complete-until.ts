import type { Resolvers } from '../generated/reporting.ts';
import type { Context } from './loaders.ts';

export const completeUntil = {
  Customer: { reportsCompleteUntil: (_customer, _args, { loaders }) => loaders.completeUntil.load('now') },
  BytesTotal: { completeUntil: (_total, _args, { loaders }) => loaders.completeUntil.load('now') },
} satisfies Resolvers<Context>;
