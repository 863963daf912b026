import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import DataLoader from 'dataloader';

/** The moment before which figures are complete, asked once per request; its only key is `now`. */
export const createCompleteUntilLoader = (rest: RestClient, caller: Caller) =>
  new DataLoader(async (keys: readonly 'now'[]) => {
    const { CompleteUntil } = await rest.reporting.getCompleteUntil({}, caller);
    return keys.map(() => utc(CompleteUntil));
  });

/** The moment of REST's `YYYY-MM-DDThh:mm:ss`. */
export const utc = (text: string): Date => new Date(`${text}Z`);
