import { z } from 'zod';

/** A member of a query that holds JSON; whatever it says once read. */
export const jsonText = z.string({ error: 'must be JSON text.' }).transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON.', input: text });
    return z.NEVER;
  }
});
