import { dateText } from '@edgegraph/rest/codec.ts';

/** RFC 3339, to the second. */
export const momentText = (time: number): string => `${dateText(time)}Z`;

/** The contract's text for a moment, to the minute: `YYYY-MM-DD hh:mm`, UTC. */
export const minuteText = (time: number | string): string => new Date(time).toISOString().slice(0, 16).replace('T', ' ');

/** The contract's other text for a moment, to the second: `MM/DD/YYYY hh:mm:ss AM`, UTC. */
export function secondText(time: number | string): string {
  const moment = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = moment.getUTCHours();
  const day = `${two(moment.getUTCMonth() + 1)}/${two(moment.getUTCDate())}/${moment.getUTCFullYear()}`;
  return `${day} ${two(hours % 12 || 12)}:${two(moment.getUTCMinutes())}:${two(moment.getUTCSeconds())} ${hours < 12 ? 'AM' : 'PM'}`;
}
