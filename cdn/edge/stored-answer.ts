import type { ServerResponse } from 'node:http';
import { writeHead } from './answer.ts';
import { applyRule } from './cache-rules.ts';
import { codingFor, describeCoding } from './compression.ts';
import type { Exchange } from './exchange.ts';
import { currentAge } from './freshness.ts';
import { cacheStatusMember, type Handling } from './handling.ts';
import { presented } from './presented.ts';
import { within } from './range.ts';
import type { ResponseStore } from './store.ts';
import type { StoredResponse } from './stored-response.ts';

/** Answers from the cache alone; at once, unless the store has still to code the body. */
export function answerStored(
  exchange: Exchange,
  response: ServerResponse,
  stored: StoredResponse,
  handling: Handling,
  store: Pick<ResponseStore, 'code'>,
): void {
  const now = Date.now();
  exchange.handling = handling;
  const fields = applyRule(exchange.rule, { ...stored.clientFields, age: String(currentAge(stored, now)) });
  const coding = codingFor(exchange, stored.status, fields);
  const coded = coding === null || coding === 'identity' ? null : stored.coded?.get(coding);
  if (coding !== null && coding !== 'identity' && coded === undefined) {
    void store.code(stored, coding).then(() => response.destroyed || answerStored(exchange, response, stored, handling, store));
    return;
  }
  if (coding !== null) describeCoding(coded ? coding : 'identity', fields);
  const answer = presented(exchange, stored.status, fields);
  if (coded && answer.status === 200) answer.fields['content-length'] = String(coded.length);
  const body = coded ?? stored.body;
  const ttl = Math.ceil((stored.staleAt - now) / 1000);
  writeHead(
    response,
    exchange.sent,
    answer,
    cacheStatusMember({ handling, ttl, originStatus: null, stored: false, collapsed: exchange.collapsed }),
  );
  if (answer.part === 'none') return void response.end();
  const sent = answer.part === 'whole' ? body : within(body, 0, answer.part);
  exchange.sent.bytes = sent.length;
  // In one write with the fields.
  if (sent.length <= 4096) response.end(sent.toString('latin1'), 'latin1');
  else response.end(sent);
}
