import type { RequestEvent } from '../event.ts';
import { type IngestTarget, placeOf } from '../ingest-target.ts';
import type { LogProblem } from '../log/fields.ts';
import { logFormats, type LogFormat } from '../log/format.ts';
import { type EventLine, parseEventLine } from './event-line.ts';
import { longestLine } from './lines.ts';
import type { CustomerNames, TargetFinder } from './target-finder.ts';

/** The event of a line, by its number; or why it can't be taken, as what follows "Line 7 ". Null: it records no request. */
export type ReadLine = (line: string, number: number) => RecordedLine | null | Promise<RecordedLine | null>;
export type RecordedLine = RequestEvent | LogProblem;

/** No CDN, nor the web, is older; what is from before is most likely in seconds. */
const earliestTime = Date.UTC(1990, 0, 1);
/** How far a sender's clock may be ahead, in milliseconds. */
const aheadMs = 60 * 60_000;

/** Reads lines of JSON, each with its customer. */
export function eventReader(source: string, targets: TargetFinder): ReadLine {
  return bounded((line, sequence) => {
    if (line.trim() === '') return null;
    const fields = parseEventLine(line);
    if ('problem' in fields) return fields;
    const known = targets.known(fields);
    return known ? eventOf(fields, known, source, sequence) : targets.find(fields).then((found) => eventOf(fields, found, source, sequence));
  });
}

/** Name by name: spreading costs more than reading. */
function eventOf(fields: EventLine, target: IngestTarget | LogProblem, source: string, sequence: number): RecordedLine {
  if ('problem' in target) return { problem: `names what is not there: ${target.problem}` };
  const { accountNumber, mediaTypeId, cname } = target;
  const { time, ssl, method, path, query, protocol, status, cacheStatus, bytes, originBytes, timeTakenMs, timeToFirstByteMs, clientIp, referrer, userAgent, pop, regionId } = fields;
  const [cnameId, originId] = cname ? [cname.id, cname.originId] : [0, 0];
  return { source, sequence, time, accountNumber, mediaTypeId, cnameId, originId, ssl, method, path, query, protocol, status, cacheStatus, bytes, originBytes, timeTakenMs, timeToFirstByteMs, clientIp, referrer, userAgent, pop, regionId };
}

/** Reads lines of a log, all of one customer; or tells that there is no such customer. */
export async function logReader(source: string, format: LogFormat, names: CustomerNames, targets: TargetFinder): Promise<ReadLine | LogProblem> {
  const target = await targets.find(names);
  if ('problem' in target) return target;
  const [parse, place] = [logFormats[format], placeOf(target)];
  return bounded((line, sequence) => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text.startsWith('#') || text.trim() === '') return null;
    const fields = parse(text);
    return 'problem' in fields ? fields : { source, sequence, ...place, ...fields };
  });
}

/** What no line may exceed, whatever it is written in. */
function bounded(read: ReadLine): ReadLine {
  const checked = (line: RecordedLine | null): RecordedLine | null => {
    if (line === null || 'problem' in line) return line;
    if (line.time < earliestTime) return { problem: `is from ${new Date(line.time).toISOString()}, before there were CDNs` };
    if (line.time > Date.now() + aheadMs) return { problem: `is from ${new Date(line.time).toISOString()}, which is still to come` };
    return line;
  };
  return (line, number) => {
    if (line.length > longestLine) return { problem: `has more than ${longestLine} characters` };
    const recorded = read(line, number);
    return recorded instanceof Promise ? recorded.then(checked) : checked(recorded);
  };
}
