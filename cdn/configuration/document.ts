import { line } from '@edgegraph/rest/codec.ts';
import { cacheRule } from '@edgegraph/rest/mcc/cache-rules.ts';
import {
  cnameName,
  cnamePath,
  contentType,
  hostHeader,
  originDirectory,
  serverUrl,
  shieldPop,
  tokenDirectoryPath,
  validationUrl,
} from '@edgegraph/rest/mcc/fields.ts';
import { z } from 'zod';
import { bypassCodes, mayShield } from '../network/pops.ts';
import { loadBalancings, logBaseFormats, logTimeFormats, networkConfigurations, platforms, queryStringCachings } from './words.ts';

const word = <Word extends string>(all: readonly Word[]) => z.enum(all, { error: `must be ${all.join(', ')}.` });

const platform = word(platforms.all);

const flag = z.boolean({ error: 'must be true or false.' });

const servers = (protocol: 'http' | 'https') =>
  z
    .strictObject({
      hostnames: z
        .array(serverUrl.refine((url) => url.startsWith(`${protocol}://`), `must begin with ${protocol}://.`))
        .min(1, 'needs a server; or give null in place of all.')
        .max(100, 'at most 100 servers.'),
      loadBalancing: word(loadBalancings.all),
    })
    .nullable()
    .default(null);

/** An origin by platform and directory. */
const origin = z
  .strictObject({
    platform,
    directory: originDirectory,
    hostHeader,
    http: servers('http'),
    https: servers('https'),
    networkConfiguration: word(networkConfigurations.all).default('DEFAULT'),
    shieldPops: z
      .array(shieldPop.refine(mayShield, `must be a POP that can shield an origin, or ${bypassCodes.join(', ')}.`).transform((code) => code.toUpperCase()))
      .max(100, 'at most 100 POPs.')
      .default([]),
    followRedirects: flag.default(false),
    validationUrl: validationUrl.nullable().default(null),
  })
  .superRefine((value, { addIssue }) => {
    for (const { member, message } of originProblems(value)) addIssue({ code: 'custom', path: [member], message });
  });

/** An edge CNAME by its host name; `origin` is the directory of an origin of its platform, null the CDN's storage. */
const edgeCname = z.strictObject({
  name: cnameName,
  platform,
  origin: originDirectory.nullable(),
  path: cnamePath.transform((path) => path.replace(/^\/+|\/+$/g, '')).default(''),
  customReports: flag.default(false),
  cacheRules: z.array(cacheRule).max(100, 'must have at most 100 rules.').default([]),
});

/** The cache settings of a platform. */
const cacheSettings = z.strictObject({
  compression: z
    .strictObject({
      enabled: flag,
      contentTypes: z
        .array(contentType.min(1, 'must be a media type such as text/html.'))
        .max(200, 'must have at most 200 media types.')
        .refine((types) => new Set(types).size === types.length, 'must not name a media type twice.')
        .default([]),
    })
    .refine(({ enabled, contentTypes }) => !enabled || contentTypes.length > 0, {
      path: ['contentTypes'],
      error: 'needs a media type such as text/html while compression is on.',
    })
    .default({ enabled: false, contentTypes: [] }),
  queryStringCaching: word(queryStringCachings.all).default('STANDARD_CACHE'),
  queryStringLogging: flag.default(false),
});

const tokenDirectory = z.strictObject({ platform, directory: tokenDirectoryPath });

const logs = z.strictObject({
  format: z
    .strictObject({
      base: word(logBaseFormats.all).default('W3C'),
      time: word(logTimeFormats.all).default('UNIX'),
      contentAccessPointRemoved: flag.default(false),
      customFieldHeader: line(100).min(1, 'must have a character, or be null.').nullable().default(null),
    })
    .prefault({}),
  storage: z
    .strictObject({
      enabled: flag.default(false),
      daysToKeep: z
        .int()
        .refine((days) => [0, 1, 5, 10, 15, 30, 45, 60].includes(days), 'must be 1, 5, 10, 15, 30, 45 or 60, null (for ever), or 0 while no logs are kept.')
        .nullable()
        .default(0),
      platforms: z.array(platform).default([...platforms.all]),
    })
    .refine(({ enabled, daysToKeep }) => enabled === (daysToKeep !== 0), {
      path: ['daysToKeep'],
      error: 'must be 0 while no logs are kept, and only then.',
    })
    .prefault({}),
});

/**
 * The whole configuration of a customer by natural keys, without ids, times and secrets. The three lists must be there, so that nothing is deleted by
 * oversight; other members have defaults.
 */
export const configurationDocument = z
  .strictObject({
    origins: z.array(origin, { error: 'must be a list; [] for none.' }).max(10_000, 'at most 10,000 origins.'),
    edgeCnames: z.array(edgeCname, { error: 'must be a list; [] for none.' }).max(10_000, 'at most 10,000 edge CNAMEs.'),
    tokenDirectories: z.array(tokenDirectory, { error: 'must be a list; [] for none.' }).max(10_000, 'at most 10,000 token directories.'),
    cacheSettings: z.strictObject({ HTTP_LARGE: cacheSettings.prefault({}), HTTP_SMALL: cacheSettings.prefault({}), ADN: cacheSettings.prefault({}) }).prefault({}),
    logs: logs.prefault({}),
  })
  .superRefine((document, { addIssue }) => {
    for (const { path, message } of referenceProblems(document)) addIssue({ code: 'custom', path: [...path], message });
  })
  .transform(canonical);

export type ConfigurationDocument = z.output<typeof configurationDocument>;
export type OriginEntry = z.output<typeof origin>;
export type EdgeCnameEntry = z.output<typeof edgeCname>;
export type CacheSettingsEntry = z.output<typeof cacheSettings>;
export type TokenDirectoryEntry = z.output<typeof tokenDirectory>;
export type LogsEntry = z.output<typeof logs>;

interface Sorted {
  readonly origins: OriginEntry[];
  readonly edgeCnames: EdgeCnameEntry[];
  readonly tokenDirectories: TokenDirectoryEntry[];
  readonly cacheSettings: Readonly<Record<(typeof platforms.all)[number], CacheSettingsEntry>>;
  readonly logs: LogsEntry;
}

/** The document in its one order: two that say the same are equal, member by member. */
export function canonical({ origins, edgeCnames, tokenDirectories, cacheSettings: settings, logs: { format, storage } }: Sorted): Sorted {
  const rank = (each: { readonly platform: OriginEntry['platform'] }) => platforms.all.indexOf(each.platform);
  return {
    origins: origins.toSorted((a, b) => rank(a) - rank(b) || compare(a.directory, b.directory)),
    edgeCnames: edgeCnames.toSorted((a, b) => compare(a.name, b.name)),
    tokenDirectories: tokenDirectories.toSorted((a, b) => rank(a) - rank(b) || compare(a.directory, b.directory)),
    cacheSettings: settings,
    logs: { format, storage: { ...storage, platforms: platforms.all.filter((each) => storage.platforms.includes(each)) } },
  };
}

/** By code points, whatever the language of the machine. */
const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** What the platform of an origin forbids or lacks. */
function originProblems(each: OriginEntry): { readonly member: keyof OriginEntry; readonly message: string }[] {
  const isAdn = each.platform === 'ADN';
  return [
    !each.http && !each.https && { member: 'http' as const, message: 'or https is needed.' },
    isAdn && each.validationUrl === null && { member: 'validationUrl' as const, message: 'is needed on ADN.' },
    !isAdn && each.validationUrl !== null && { member: 'validationUrl' as const, message: 'is for ADN alone; leave it out.' },
    !isAdn && each.followRedirects && { member: 'followRedirects' as const, message: 'is for ADN alone; leave it out.' },
    isAdn && each.shieldPops.length > 0 && { member: 'shieldPops' as const, message: 'is not for ADN; leave it out.' },
  ].filter((problem) => problem !== false);
}

/** Names that stand twice, and origins that edge CNAMEs name and the document lacks. */
function referenceProblems({ origins, edgeCnames, tokenDirectories }: Sorted): { readonly path: readonly (string | number)[]; readonly message: string }[] {
  const byDirectory = origins.map(keyOf);
  const known = new Set(byDirectory);
  return [
    ...repeated(byDirectory).map((index) => ({ path: ['origins', index, 'directory'], message: 'stands there twice; each directory belongs to one origin of a platform.' })),
    ...repeated(edgeCnames.map(({ name }) => name)).map((index) => ({ path: ['edgeCnames', index, 'name'], message: 'stands there twice; each host name belongs to one edge CNAME.' })),
    ...repeated(tokenDirectories.map(keyOf)).map((index) => ({ path: ['tokenDirectories', index, 'directory'], message: 'stands there twice on this platform.' })),
    ...edgeCnames.flatMap((each, index) =>
      each.origin === null || known.has(`${each.platform}/${each.origin}`)
        ? []
        : [{ path: ['edgeCnames', index, 'origin'], message: `"${each.origin}" is no origin of ${each.platform} in this document; add it to origins, or give null for the CDN's storage.` }],
    ),
  ];
}

/** What tells an origin or token directory from the others, such as `HTTP_LARGE/images`. */
export const keyOf = (each: { readonly platform: string; readonly directory: string }): string => `${each.platform}/${each.directory.replace(/^\//, '')}`;

/** Where a text stands that stood before. */
const repeated = (texts: readonly string[]): number[] => {
  const first = new Map<string, number>();
  return texts.flatMap((text, index) => {
    if (first.has(text)) return [index];
    first.set(text, index);
    return [];
  });
};
