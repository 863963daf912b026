import fc from 'fast-check';
import { type ConfigurationDocument, configurationDocument } from './document.ts';
import { loadBalancings, logBaseFormats, logTimeFormats, networkConfigurations, platforms, queryStringCachings } from './words.ts';

const word = <Word>(all: readonly Word[]) => fc.constantFrom(...all);

const few = { maxLength: 4 };

const label = fc.stringMatching(/^[a-z0-9]{1,8}$/);
const hostName = fc.tuple(label, word(['example.com', 'example.net'])).map(([name, domain]) => `${name}.${domain}`);
const directory = fc.stringMatching(/^[A-Za-z0-9_-]{1,12}$/);
const path = fc.array(fc.stringMatching(/^[a-z0-9%_~-]{1,6}$/), few).map((segments) => segments.join('/'));
const seconds = fc.integer({ min: 0, max: 31_536_000 });

const servers = (protocol: string) =>
  fc.record({
    hostnames: fc.array(fc.tuple(hostName, fc.integer({ min: 1, max: 65_535 })).map(([host, port]) => `${protocol}://${host}:${port}`), { minLength: 1, maxLength: 3 }),
    loadBalancing: word(loadBalancings.all),
  });

const origin = fc.record({ platform: word(platforms.all), directory }).chain(({ platform, directory: name }) => {
  const isAdn = platform === 'ADN';
  const protocols = fc.oneof(
    fc.record({ http: servers('http'), https: fc.constant(null) }),
    fc.record({ http: fc.constant(null), https: servers('https') }),
    fc.record({ http: servers('http'), https: servers('https') }),
  );
  return fc
    .record({
      hostHeader: fc.oneof(hostName, hostName.map((host) => `${host}:8080`)),
      networkConfiguration: word(networkConfigurations.all),
      shieldPops: isAdn ? fc.constant([]) : fc.array(word(['LAX', 'FRA', 'BYEU']), few),
      followRedirects: isAdn ? fc.boolean() : fc.constant(false),
      validationUrl: isAdn ? hostName.map((host) => `http://${host}/validate?x`) : fc.constant(null),
    })
    .chain((rest) => protocols.map((both) => ({ platform, directory: name, ...rest, ...both })));
});

const parameters = fc.oneof(
  fc.record({ count: word(['ALL', 'NONE']), names: fc.constant([]) }),
  fc.record({ count: word(['ONLY', 'EXCEPT']), names: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }) }),
);

const timing = fc.oneof(
  fc.constant({ cacheable: false }),
  fc.constant({ cacheable: true }),
  fc.record({ ttlSeconds: seconds, staleWhileRevalidateSeconds: fc.option(seconds), staleIfErrorSeconds: fc.option(seconds) }),
);

const rule = fc
  .record({
    path: fc.oneof(path.map((text) => `/${text}*`), label.map((text) => `*.${text}`)),
    timing,
    queryParameters: fc.option(parameters),
    headers: fc.uniqueArray(fc.tuple(label, fc.stringMatching(/^[!-~]([ -~]{0,8}[!-~])?$/)), { selector: ([name]) => name, maxLength: 4 }),
  })
  .map(({ headers, timing: times, ...each }) => ({
    ...each,
    ...times,
    setHeaders: headers.slice(0, 2).map(([name, value]) => ({ name: `x-${name}`, value })),
    dropHeaders: headers.slice(2).map(([name]) => `x-${name}`),
  }));

const settings = fc.record({
  compression: fc.oneof(
    fc.record({ enabled: fc.boolean(), contentTypes: fc.uniqueArray(label.map((type) => `text/${type}`), { minLength: 1, maxLength: 3 }) }),
    fc.constant({ enabled: false, contentTypes: [] }),
  ),
  queryStringCaching: word(queryStringCachings.all),
  queryStringLogging: fc.boolean(),
});

const logs = fc.record({
  format: fc.record({
    base: word(logBaseFormats.all),
    time: word(logTimeFormats.all),
    contentAccessPointRemoved: fc.boolean(),
    customFieldHeader: fc.option(fc.stringMatching(/^[!-~]([ -~é]{0,8}[!-~])?$/)),
  }),
  storage: fc.oneof(
    fc.record({ enabled: fc.constant(true), daysToKeep: word([null, 1, 5, 10, 15, 30, 45, 60]), platforms: fc.subarray([...platforms.all]) }),
    fc.record({ enabled: fc.constant(false), daysToKeep: fc.constant(0), platforms: fc.subarray([...platforms.all]) }),
  ),
});

const keyOf = (each: { readonly platform: string; readonly directory: string }) => `${each.platform}/${each.directory}`;

/** Any valid document; names are few, so that two of them have some in common. */
export const anyDocument: fc.Arbitrary<ConfigurationDocument> = fc
  .record({
    origins: fc.uniqueArray(origin, { selector: keyOf, maxLength: 5 }),
    cnames: fc.uniqueArray(fc.record({ name: hostName, path, customReports: fc.boolean(), cacheRules: fc.array(rule, few), pick: fc.nat(), platform: word(platforms.all) }), {
      selector: ({ name }) => name,
      maxLength: 6,
    }),
    tokenDirectories: fc.uniqueArray(fc.record({ platform: word(platforms.all), directory: path.map((text) => `/${text}`) }), { selector: keyOf, maxLength: 4 }),
    cacheSettings: fc.record({ HTTP_LARGE: settings, HTTP_SMALL: settings, ADN: settings }),
    logs,
  })
  .map(({ cnames, ...document }) =>
    configurationDocument.parse({
      ...document,
      edgeCnames: cnames.map(({ pick, platform, ...cname }) => {
        const behind = document.origins[pick % (document.origins.length + 1)];
        return { ...cname, platform: behind?.platform ?? platform, origin: behind?.directory ?? null };
      }),
    }),
  );

/** Two documents that have much in common. */
export const twoDocuments: fc.Arbitrary<readonly [ConfigurationDocument, ConfigurationDocument]> = fc.tuple(anyDocument, anyDocument, fc.nat()).map(([one, other, take]) => {
  const shared = one.origins.slice(0, take % (one.origins.length + 1));
  const names = new Set(shared.map(keyOf));
  return [one, configurationDocument.parse({ ...other, origins: [...shared, ...other.origins.filter((each) => !names.has(keyOf(each)))] })];
});
