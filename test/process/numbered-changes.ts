import type { ConfigurationDocument } from '@edgegraph/cdn/configuration/document.ts';
import { snapshot } from '@edgegraph/cdn/configuration/snapshot.ts';
import { findActiveNumber, findConfigVersion, listConfigDocuments, listConfigVersions } from '@edgegraph/cdn/database/queries/config-versions.ts';
import { latestConfiguration } from '@edgegraph/cdn/database/queries/fleet-journal.ts';
import type { Database } from '@edgegraph/cdn/database/tables.ts';
import type { Rest } from './rest-of.ts';

/** The response header that the change's number is set in. */
const ruleOf = (number: number) => ({ path: '/*', setHeaders: [{ name: 'x-change', value: String(number) }] });

/** Changes of a configuration, each with a number that it leaves there. Even ones change two tables. */
export class NumberedChanges {
  readonly #host: string;
  readonly #originUrl: string;
  readonly acknowledged: number[] = [];
  asked = 0;
  unanswered = 0;

  constructor(host: string, originUrl: string) {
    this.#host = host;
    this.#originUrl = originUrl;
  }

  /** Makes one change after the other until `count` are acknowledged. */
  async make(rest: Rest, count: number, signal: AbortSignal): Promise<void> {
    let cname: number | undefined;
    while (this.acknowledged.length < count && !signal.aborted) {
      // The first, 0, makes the whole.
      if (this.asked > 0) cname ??= await cnameId(rest);
      const number: number = this.asked;
      this.asked += 1;
      const answer = await (number % 2 === 1 ? rest('PUT', `cnames/${cname}/cacherules`, rules(number)) : rest('PUT', 'configuration', { Document: this.#document(number) }));
      if (answer === null) this.unanswered += 1;
      else if (answer.status === 200) this.acknowledged.push(number);
      else throw new Error(`Change ${number} was answered by ${answer.status} ${JSON.stringify(answer.json)}.`);
    }
  }

  /** JSON is YAML. */
  #document(number: number): string {
    const origin = { platform: 'HTTP_LARGE', directory: 'here', hostHeader: hostOf(number), http: { hostnames: [this.#originUrl], loadBalancing: 'ROUND_ROBIN' } };
    const cname = { name: this.#host, platform: 'HTTP_LARGE', origin: 'here', cacheRules: [ruleOf(number)] };
    return JSON.stringify({ origins: [origin], edgeCnames: [cname], tokenDirectories: [] });
  }

}

/** A version, and the change that it is of; null: from before the first. */
export interface ChangeVersion {
  readonly number: number;
  readonly basedOn: number | null;
  readonly change: number | null;
  /** Whether the other table has what an even change leaves there. */
  readonly isWhole: boolean;
}

/** All versions, in their order. */
export async function versionsIn(db: Database): Promise<ChangeVersion[]> {
  const versions = (await listConfigVersions(db, '0001', { limit: 100_000 })).reverse();
  const documents = await listConfigDocuments(db, '0001', versions.map(({ number }) => number));
  return versions.map(({ number, basedOn }) => {
    const document = parsed(documents.get(number) ?? '');
    const change = changeIn(document);
    return { number, basedOn, change, isWhole: change === null || change % 2 === 1 || hostHeaderIn(document) === hostOf(change) };
  });
}

/** What is in force, told three ways: by its version, by the tables, and by what edges are told last. */
export async function inForce(db: Database) {
  const version = await findConfigVersion(db, '0001', (await findActiveNumber(db, '0001')) ?? 0);
  if (!version) return null;
  const tables = await snapshot(db, '0001');
  return {
    document: parsed(version.document),
    sequence: version.sequence,
    tables,
    told: (await latestConfiguration(db, '0001'))?.sequence,
    change: changeIn(tables),
    hostHeader: hostHeaderIn(tables),
  };
}

const hostOf = (number: number): string => `change-${number}.example.com`;

const rules = (number: number): object => {
  const { path: Path, setHeaders } = ruleOf(number);
  return { Rules: [{ Path, SetHeaders: setHeaders.map(({ name: Name, value: Value }) => ({ Name, Value })) }] };
};

const hostHeaderIn = ({ origins }: ConfigurationDocument): string | undefined => origins[0]?.hostHeader;

// What versions keep.
const parsed = (text: string): ConfigurationDocument => JSON.parse(text) as ConfigurationDocument;

/** Null: from before the first change. */
function changeIn({ edgeCnames }: ConfigurationDocument): number | null {
  const value = edgeCnames[0]?.cacheRules[0]?.setHeaders[0]?.value;
  return value === undefined ? null : Number(value);
}

async function cnameId(rest: Rest): Promise<number | undefined> {
  for (;;) {
    const answer = await rest('GET', 'cnames/httplarge');
    // The contract's list.
    if (answer?.status === 200) return (answer.json as readonly { readonly Id: number }[])[0]?.Id;
  }
}
