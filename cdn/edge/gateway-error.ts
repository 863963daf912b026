import { ForbiddenAddressError } from './address-guard.ts';

/** An answer of the edge's own. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

const timeOuts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);
const unreachable = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** What a client is told when the origin gave no answer: nothing of its address. */
export function gatewayError(error: Error): Refusal {
  if (timeOuts.has(codeOf(error)))
    return { status: 504, message: 'The origin of this site did not answer in time. Try again later.' };
  if (error instanceof ForbiddenAddressError)
    return { status: 502, message: 'The origin of this site is at an address where none may be. Its configuration must name another.' };
  if (wasNotReached(error)) return { status: 502, message: 'The origin of this site can not be reached. Try again later.' };
  return { status: 502, message: 'The origin of this site broke off its answer or sent none that can be read. Try again later.' };
}

/** Whether nothing of the request can have got to the origin. */
export const wasNotReached = (error: Error): boolean => error instanceof ForbiddenAddressError || unreachable.has(codeOf(error));

const codeOf = (error: Error): string => ('code' in error ? String(error.code) : '');
