import { uncapitalized } from '@edgegraph/rest/capitalized.ts';
import type { Caller, RestClient } from '@edgegraph/rest/client.ts';
import type { ConfigVersion as RestConfigVersion } from '@edgegraph/rest/mcc/config-versions.ts';
import DataLoader from 'dataloader';
import type { ConfigVersionState } from '../generated/mcc.ts';

export interface ConfigVersionModel {
  readonly number: number;
  readonly state: ConfigVersionState;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly author: { readonly login: string } | null;
  readonly comment: string | null;
  readonly basedOn: number | null;
  readonly restores: number | null;
  readonly activatedAt: Date | null;
  readonly activatedBy: { readonly login: string } | null;
}

/** Versions and what is read of them apart, each of many in one call. An unknown number gives null. */
export function createConfigVersionLoaders(rest: RestClient, caller: Caller) {
  const byNumber = <Answer extends { readonly Number: number }, Value>(load: (number: string) => Promise<readonly Answer[]>, toValue: (answer: Answer) => Value) =>
    new DataLoader<number, Value | null>(
      async (numbers) => {
        const answers = new Map((await load(numbers.join())).map((answer) => [answer.Number, answer]));
        return numbers.map((number) => {
          const answer = answers.get(number);
          return answer === undefined ? null : toValue(answer);
        });
      },
      { maxBatchSize: 1000 },
    );

  return {
    configVersion: byNumber(async (number) => (await rest.mcc.listConfigVersions({ number, limit: 1000 }, caller)).Versions, toVersion),
    configDocument: byNumber((number) => rest.mcc.getConfigDocuments({ number }, caller), ({ Document }) => Document),
    configChanges: byNumber((number) => rest.mcc.getConfigChanges({ number }, caller), ({ Changes }) => Changes.map((change) => uncapitalized(change))),
    configEdges: byNumber((number) => rest.mcc.getConfigEdges({ number }, caller), ({ Edges }) => Edges.map((edge) => uncapitalized(edge))),
  };
}

export const toVersion = (version: RestConfigVersion): ConfigVersionModel => ({
  number: version.Number,
  state: version.State,
  active: version.IsActive,
  createdAt: new Date(version.CreatedAt),
  author: version.Author === null ? null : { login: version.Author },
  comment: version.Comment,
  basedOn: version.BasedOn,
  restores: version.Restores,
  activatedAt: version.ActivatedAt === null ? null : new Date(version.ActivatedAt),
  activatedBy: version.ActivatedBy === null ? null : { login: version.ActivatedBy },
});
