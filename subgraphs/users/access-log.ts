import { dateText } from '@edgegraph/rest/codec.ts';
import { type PageArguments, cursorOf, pageOf, pageSize, positionOf } from '../connection.ts';
import type { AccessEventKind, TimeRange } from '../generated/users.ts';
import { toBounds } from '../time-range.ts';
import type { Context } from './loaders.ts';
import { toAccessEvent } from './translate.ts';

interface AccessLogArguments extends PageArguments {
  readonly range?: TimeRange | null;
  readonly userId?: string | null;
  readonly kinds?: readonly AccessEventKind[] | null;
}

/** A page of the access log, newest first; the service pages it, since it may be long. */
export async function accessLogPage({ range, userId, kinds, ...page }: AccessLogArguments, { rest, caller }: Context) {
  const bounds = range && toBounds(range, new Date());
  const { Events, Next } = await rest.users.listAccessEvents(
    {
      limit: pageSize(page),
      before: page.after == null ? undefined : positionOf(page.after)[1],
      begindate: bounds ? dateText(bounds.from.getTime()) : undefined,
      enddate: bounds ? dateText(bounds.to.getTime()) : undefined,
      userid: userId ?? undefined,
      kind: kinds?.join(),
    },
    caller,
  );
  const edges = Events.map((event) => ({ cursor: cursorOf([event.Id, event.Id]), node: toAccessEvent(event) }));
  return pageOf(edges, { hasNextPage: Next !== null, hasPreviousPage: page.after != null });
}
