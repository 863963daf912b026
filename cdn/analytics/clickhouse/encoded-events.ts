import type { RequestEvent } from '../event.ts';
import { userAgentFamily } from '../user-agent.ts';
import { NativeBlock } from './native.ts';

/** Which rows of the tables belong together: a writer's batches have ascending numbers. */
export interface Batch {
  readonly writer: number;
  readonly batch: number;
}

/** Encodes events as rows of `events`. */
export class EventEncoder {
  readonly #block = new NativeBlock<RequestEvent>();

  /** All of one batch; the bytes are changed by the next call. */
  encode(events: readonly RequestEvent[], { writer, batch }: Batch): Buffer {
    const block = this.#block;
    block.begin(events, 26);
    block.lowCardinality('source', (event) => event.source);
    block.uint64('sequence', (event) => event.sequence);
    block.uint64('time', (event) => event.time, "DateTime64(3, 'UTC')");
    block.lowCardinality('accountNumber', (event) => event.accountNumber);
    block.uint8('mediaTypeId', (event) => event.mediaTypeId);
    block.uint64('cnameId', (event) => event.cnameId);
    block.uint64('originId', (event) => event.originId);
    block.uint8('ssl', (event) => Number(event.ssl), 'Bool');
    block.lowCardinality('method', (event) => event.method);
    block.string('path', (event) => event.path);
    block.string('query', (event) => event.query);
    block.lowCardinality('protocol', (event) => event.protocol);
    block.uint16('status', (event) => event.status);
    block.lowCardinality('cacheStatus', (event) => event.cacheStatus);
    block.uint64('bytes', (event) => event.bytes);
    block.uint64('originBytes', (event) => event.originBytes);
    block.nullableFloat64('timeTakenMs', (event) => event.timeTakenMs);
    block.nullableFloat64('timeToFirstByteMs', (event) => event.timeToFirstByteMs);
    block.string('clientIp', (event) => event.clientIp);
    block.string('referrer', (event) => event.referrer);
    block.string('userAgent', (event) => event.userAgent);
    block.lowCardinality('userAgentFamily', (event) => userAgentFamily(event.userAgent));
    block.lowCardinality('pop', (event) => event.pop);
    block.int16('regionId', (event) => event.regionId);
    block.uint32('writer', () => writer);
    block.uint64('batch', () => batch);
    return block.bytes;
  }
}
