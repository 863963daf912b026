import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Origin, siteOf, siteOrigin, startOrigin } from '../../edge/edge.fixture.ts';
import type { Site } from '../../edge/site.ts';
import { describeVarnish, startVarnish, type TestVarnish } from './varnish.fixture.ts';

const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.string({ unit: fc.constantFrom('"', '{', '}', '\\', '%', '*', '/', ' ', ';', '(', '[', '$', '+', 'a', 'é'), minLength: 1, maxLength: 20 }),
  fc.constantFrom('"; return (synth(200)); #', '"} + req.url + {"', '"}; C{ abort(); }C', '[', '(?R)', '\\', '*/', '<< end-of-vcl_1'),
);
/** What a customer may say, be it good or not. */
const said = (good: fc.Arbitrary<string>) => fc.oneof({ weight: 3, arbitrary: good }, { weight: 1, arbitrary: hostile });
const path = said(hostile.map((text) => `/${encodeURIComponent(text.toWellFormed())}`));
const pattern = said(hostile.map((text) => `/${text.replace(/[\s?#]/g, '')}*`));
const name = said(fc.stringMatching(/^[a-z][a-z0-9!#$&'.^_|~-]{0,10}$/));

const anySite = (origin: Origin) => (id: string): fc.Arbitrary<Site> =>
  fc
    .record({
      hostname: said(fc.stringMatching(/^[a-z0-9]{1,10}$/)),
      path: fc.oneof(fc.constant(''), path),
      originPath: fc.oneof(fc.constant(''), path),
      hostHeader: fc.option(said(fc.constant('origin.example.com'))),
      defaultCacheControl: fc.option(said(fc.constant('max-age=1'))),
      rules: fc.array(fc.record({ path: pattern, cacheControl: fc.option(said(fc.constant('max-age=1'))), names: fc.array(name.filter((each) => each !== ''), { maxLength: 3 }), field: name, value: hostile, drop: name }), { maxLength: 3 }),
      type: said(fc.constant('text/html')),
    })
    .map(({ hostname, path: sitePath, originPath, hostHeader, defaultCacheControl, rules, type }) =>
      siteOf(origin, {
        id,
        hostnames: [`${hostname}.${id}.example.com`],
        path: sitePath,
        origin: siteOrigin([origin.url], { path: originPath, hostHeader }),
        defaultCacheControl,
        compressedTypes: [type],
        cacheRules: rules.map((rule) => ({
          path: rule.path,
          cacheControl: rule.cacheControl,
          queryParameters: rule.names.length === 0 ? null : { count: 'except', names: rule.names },
          setFields: [{ name: rule.field, value: rule.value }],
          dropFields: [rule.drop],
        })),
      }),
    );

describeVarnish('generated VCL', () => {
  let varnish: TestVarnish;
  let origin: Origin;
  beforeAll(async () => {
    varnish = await startVarnish();
    origin = await startOrigin(() => ({ fields: { 'cache-control': 'max-age=100' } }));
  });
  afterAll(async () => {
    await origin[Symbol.asyncDispose]();
    await varnish[Symbol.asyncDispose]();
  });

  it('compiles whatever customers say, or the site is refused by name', { timeout: 120_000 }, async () => {
    const ids = Array.from({ length: 15 }, (_, index) => `s${index}`);
    await fc.assert(
      fc.asyncProperty(fc.tuple(...ids.map(anySite(origin))), async (sites) => {
        const problems = await varnish.driver.check(sites);
        expect(problems.map(({ message }) => message).filter((message) => message.includes('compile'))).toEqual([]);
        const refused = new Set(problems.map(({ site }) => site));
        const servable = sites.filter(({ id }) => !refused.has(id));
        expect(await varnish.driver.check(servable)).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it('sets fields to just the text that a rule says', { timeout: 60_000 }, async () => {
    const value = fc.oneof(hostile, hostile.map((text) => `x${text}x`)).filter((text) => /^[!-~]([ -~]*[!-~])?$/.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 10, maxLength: 20 }), async (values) => {
        const setFields = values.map((each, index) => ({ name: `x-${index}`, value: each }));
        await varnish.driver.configure([siteOf(origin, { cacheRules: [{ path: '/*', cacheControl: null, queryParameters: null, setFields, dropFields: [] }] })]);
        const { fields } = await varnish.get('/');
        expect(values.map((_, index) => fields[`x-${index}`])).toEqual(values);
      }),
      { numRuns: 5 },
    );
  });
});
