/** The contract's text for a moment, to the minute: `YYYY-MM-DD hh:mm`, UTC. */
export const minuteText = (time: number | string): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ');
