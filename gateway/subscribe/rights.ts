import type { OnDenied } from '@edgegraph/permissions/denial.ts';
import type { FindViewer, Viewer } from '@edgegraph/permissions/viewer.ts';
import { serviceUnavailable, unauthenticated } from '@edgegraph/schema/errors.ts';
import type { GraphQLError } from 'graphql';
import type { Authorize, Verdict } from '../authorize/authorize.ts';
import { deniedFields } from '../authorize/denied-fields.ts';
import type { SubscriptionOperation } from './operation.ts';
import { Refusal } from './refusal.ts';

/** Who subscribes, and from where. */
export interface Subscriber {
  /** Undefined if none was sent. */
  readonly token: string | undefined;
  /** The client's IP address. */
  readonly address: string;
}

/** A subscription's rights as they stood when it began; what was denied then stays denied. */
export type Rights = Exclude<Verdict, { readonly kind: 'refused' }>;

/** Judges whose token it is, and what it may have of a subscription, at its beginning and again ever after. All throw a Refusal. */
export interface Judge {
  identify(subscriber: Subscriber): Promise<Viewer>;
  /** What the viewer may have of the operation. */
  admit(operation: SubscriptionOperation, viewer: Viewer): Promise<Rights>;
  /** The viewer as it is now, as long as it may have all that it had when the subscription began. */
  judgeAgain(operation: SubscriptionOperation, subscriber: Subscriber, rights: Rights): Promise<Viewer>;
}

export interface JudgeOptions {
  readonly findViewer: FindViewer;
  readonly authorize: Authorize;
  readonly onDenied: OnDenied;
}

export function createJudge({ findViewer, authorize, onDenied }: JudgeOptions): Judge {
  const identify: Judge['identify'] = async ({ token, address }) => {
    const viewer =
      token === undefined
        ? null
        : await findViewer(token, address).catch((error: unknown) => {
            throw new Refusal(503, [serviceUnavailable('users', error)]);
          });
    if (!viewer) throw new Refusal(401, [unauthenticated()]);
    return viewer;
  };

  const judge = async (operation: SubscriptionOperation, viewer: Viewer, deniedBefore: readonly GraphQLError[]): Promise<Verdict> => {
    const verdict = await authorize({ ...operation, viewer });
    if (verdict.kind === 'allowed') return verdict;
    const lost = verdict.errors.filter(({ path }) => !deniedBefore.some((error) => String(error.path) === String(path)));
    if (lost.length > 0) for (const denial of deniedFields(verdict.denials, viewer)) onDenied(denial);
    return { ...verdict, errors: lost };
  };

  return {
    identify,
    admit: async (operation, viewer) => {
      const verdict = await judge(operation, viewer, []);
      if (verdict.kind === 'refused') throw new Refusal(403, verdict.errors);
      return verdict;
    },
    judgeAgain: async (operation, subscriber, rights) => {
      const viewer = await identify(subscriber);
      const verdict = await judge(operation, viewer, rights.kind === 'pruned' ? rights.errors : []);
      if (verdict.kind !== 'allowed' && verdict.errors.length > 0) throw new Refusal(403, verdict.errors);
      return viewer;
    },
  };
}
