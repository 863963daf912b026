/** This moment as the store has times: ISO 8601, UTC, with milliseconds. */
export const now = (): string => new Date().toISOString();
