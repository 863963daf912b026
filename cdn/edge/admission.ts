import type { Exchange } from './exchange.ts';
import { tokenParameters } from './protection.ts';
import { hostnameOf } from './site-finder.ts';
import { admits } from './token-rules.ts';

/** Whether a request needs no token, or has one that is valid for it. */
export function isAdmitted({ guard, target, client, fields }: Exchange): boolean {
  if (guard === null) return true;
  const parameters = tokenParameters(guard.keys, guard.token);
  const [path = ''] = target.url.split('?', 1);
  const use = {
    now: Date.now(),
    clientIp: client?.address ?? '',
    path,
    host: hostnameOf(target.host ?? ''),
    referrer: String(fields.referer ?? ''),
    secure: client?.secure ?? false,
  };
  return parameters !== null && admits(parameters, use);
}
