import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { Handlers } from '@edgegraph/rest/door.ts';
import type { RestEdgeCnameLive, edgeCnameLive } from '@edgegraph/rest/reporting/edge-cname-live.ts';
import { liveWords } from '@edgegraph/rest/reporting/fields.ts';
import type { LiveFigures } from '../../analytics/live/figures.ts';
import { type EdgeCname, listEdgeCnames } from '../../database/queries/edge-cnames.ts';
import { toCacheStatuses, toStatusCodes } from '../live-rates.ts';
import type { ReportingSources } from './sources.ts';

/** What CLDR calls an unknown region: no edge knows the country of a client. */
const unknownCountry = 'ZZ';

/** Live figures of the edge CNAMEs with custom reports, from the one-second counters. */
export const edgeCnameLiveHandlers = ({ db, live }: ReportingSources): Handlers<typeof edgeCnameLive> => {
  const cnamesOf = async (accountNumber: string, mediaTypeId: MediaTypeId, name: string | undefined) =>
    (await listEdgeCnames(db, accountNumber, mediaTypeId)).filter((cname) => cname.enableCustomReports && (name === undefined || name === cname.name));

  /** In the newest second: of all POPs, or of one, where those that serve nothing of a CNAME leave it out. */
  const figures = async (cnames: readonly EdgeCname[], pop?: string): Promise<RestEdgeCnameLive[]> => {
    const [first] = cnames;
    if (!first) return [];
    const { accountNumber, mediaTypeId } = first;
    const series = await live.read({ accountNumber, mediaTypeId, cnameIds: cnames.map(({ id }) => id), pop, seconds: 1 });
    const all = cnames.flatMap((cname, index) => (series[index] ?? []).map((second) => toRest(cname, second)));
    return pop === undefined ? all : all.filter(({ Connections }) => Connections > 0);
  };

  const byPop = async (accountNumber: string, platform: keyof typeof liveWords, name: string | undefined) => {
    const mediaTypeId = liveWords[platform];
    const cnames = await cnamesOf(accountNumber, mediaTypeId, name);
    const [series = []] = await live.read({ accountNumber, mediaTypeId, seconds: 1 });
    const serving = series.flatMap((second) => second.pops);
    const each = await Promise.all(serving.map(async ({ pop }) => ({ CNames: await figures(cnames, pop), POPCode: pop })));
    return { CNames: await figures(cnames), POPs: each.filter(({ CNames }) => CNames.length > 0) };
  };

  return {
    getLiveByCountry: async ({ platform, cname, country }, { accountNumber }) => {
      if (country !== undefined && country !== unknownCountry) return [];
      return [{ CNames: await figures(await cnamesOf(accountNumber, liveWords[platform], cname)), Country: unknownCountry }];
    },

    getLiveByPop: async ({ platform, cname }, { accountNumber }) => ({ ...(await byPop(accountNumber, platform, cname)), Timestamp: timestamp(Date.now()) }),
    getLiveByPopNow: ({ platform, cname }, { accountNumber }) => byPop(accountNumber, platform, cname),
  };
};

const toRest = ({ name }: EdgeCname, figures: LiveFigures): RestEdgeCnameLive => ({
  Bandwidth: figures.bitsPerSecond,
  CacheStatuses: toCacheStatuses(figures),
  Connections: figures.connectionsPerSecond,
  Name: name,
  StatusCodes: toStatusCodes(figures),
});

/** `MM/DD/YYYY hh:mm:ss`, on the 24-hour clock, UTC. */
function timestamp(time: number): string {
  const text = new Date(time).toISOString();
  return `${text.slice(5, 7)}/${text.slice(8, 10)}/${text.slice(0, 4)} ${text.slice(11, 19)}`;
}
