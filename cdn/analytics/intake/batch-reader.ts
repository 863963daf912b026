import type { RequestEvent } from '../event.ts';
import { placeOf } from '../ingest-target.ts';
import { logFormats, type LogFormat } from '../log/format.ts';
import { parseEventLine } from './event-line.ts';
import { longestLine } from './lines.ts';
import type { CustomerNames, TargetFinder } from './target-finder.ts';

/** What an event says without its source and number; or why the line can't be taken, as what follows "Line 7 ". Null: it records no request. */
export type ReadLine = (line: string) => RecordedLine | null | Promise<RecordedLine | null>;
export type RecordedLine = Omit<RequestEvent, 'source' | 'sequence'> | { readonly problem: string };

/** No CDN, nor the web, is older; what is from before is most likely in seconds. */
const earliestTime = Date.UTC(1990, 0, 1);
/** How far a sender's clock may be ahead, in milliseconds. */
const aheadMs = 60 * 60_000;

/** Reads lines of JSON, each with its customer. */
export function eventReader(targets: TargetFinder): ReadLine {
  return bounded((line) => {
    if (line.trim() === '') return null;
    const fields = parseEventLine(line);
    if ('problem' in fields) return fields;
    const { customer, platform, cname, ...rest } = fields;
    const merged = (target: ReturnType<TargetFinder['known']> & object): RecordedLine =>
      'problem' in target ? { problem: `names what is not there: ${target.problem}` } : { ...rest, ...placeOf(target), pop: rest.pop, regionId: rest.regionId };
    const names = { customer, platform, cname };
    const known = targets.known(names);
    return known ? merged(known) : targets.find(names).then(merged);
  });
}

/** Reads lines of a log, all of one customer. @throws Error if there is no such customer */
export async function logReader(format: LogFormat, names: CustomerNames, targets: TargetFinder): Promise<ReadLine | { readonly problem: string }> {
  const target = await targets.find(names);
  if ('problem' in target) return target;
  const [parse, place] = [logFormats[format], placeOf(target)];
  return bounded((line) => {
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    if (text.startsWith('#') || text.trim() === '') return null;
    const fields = parse(text);
    return 'problem' in fields ? fields : { ...place, ...fields };
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
  return (line) => {
    if (line.length > longestLine) return { problem: `has more than ${longestLine} characters` };
    const recorded = read(line);
    return recorded instanceof Promise ? recorded.then(checked) : checked(recorded);
  };
}
