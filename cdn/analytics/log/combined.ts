import { isStorable, parseCount, parseTarget, quotedContent, unquoted, type LogFields, type LogProblem } from './fields.ts';

const combinedLine = new RegExp(
  `^(\\S+) \\S+ .*?\\[([^\\[\\]]{1,40})\\] "(${quotedContent})" (\\d{3}|-) (\\d+|-) "(${quotedContent})" "(${quotedContent})"`,
);

const requestLine = /^([\w!#$%&'*+.^`|~-]+) (.+?)(?: (HTTP\/[\d.]+))?$/;

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * A line of Apache's Combined Log Format; fields after the user agent are left out. It knows no cache status, no bytes
 * from the origin, no duration, and of HTTPS only what an absolute target says.
 */
export function parseCombined(line: string): LogFields | LogProblem {
  const match = combinedLine.exec(line);
  if (match === null) return { problem: 'is not in Combined Log Format' };
  const [, clientIp = '', date = '', request = '', status = '', size = '', referrer = '', userAgent = ''] = match;
  const time = parseDate(date);
  if (time === undefined) return { problem: `has no date that exists in [${date}]; expected [17/May/2015:10:05:03 +0000]` };
  const bytes = parseCount(size);
  if (bytes === undefined) return { problem: `has no byte count in ${size}` };
  return {
    time,
    ...parseRequest(unquoted(request)),
    status: status === '-' ? 0 : Number(status),
    cacheStatus: 'NONE',
    bytes,
    originBytes: 0,
    timeTakenMs: null,
    timeToFirstByteMs: null,
    clientIp,
    referrer: unquoted(referrer),
    userAgent: unquoted(userAgent),
  };
}

function parseRequest(request: string): Pick<LogFields, 'method' | 'path' | 'query' | 'protocol' | 'ssl'> {
  const [, method, target, protocol = ''] = requestLine.exec(request) ?? [];
  // Whatever a client sent that isn't HTTP was answered too, and counts.
  if (method === undefined || target === undefined) return { method: '', path: request, query: '', protocol: '', ssl: false };
  return { method, ...parseTarget(target), protocol };
}

/** Milliseconds since 1970 of `17/May/2015:10:05:03 +0000`; undefined if there is no such moment. */
function parseDate(text: string): number | undefined {
  const match = /^(\d\d)\/(\w{3})\/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/.exec(text);
  if (match === null) return undefined;
  const [, day, month = '', year, hour, minute, second, sign, offsetHours, offsetMinutes] = match;
  const date = new Date(Date.UTC(Number(year), months.indexOf(month), Number(day)));
  // Neither the 31st of a short month, nor an unknown month, comes back as it went in.
  if (date.getUTCDate() !== Number(day) || months[date.getUTCMonth()] !== month) return undefined;
  // 60 is a leap second.
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 60) return undefined;
  const offset = (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1);
  const time = date.getTime() + ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1000;
  return isStorable(time) ? time : undefined;
}
