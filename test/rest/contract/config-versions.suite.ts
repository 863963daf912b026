import { beforeAll, describe, expect, it } from 'vitest';
import type { User } from '../cdn.ts';
import type { BoundCdn } from './bound-cdn.ts';

const origin = (name: string, server = `http://${name}.origin.example`) => ({
  DirectoryName: name,
  HostHeader: `${name}.example.com`,
  HttpHostnames: [{ Name: server }],
  HttpLoadBalancing: 'PF' as const,
});

const document = (directories: readonly string[]) =>
  `origins: []\nedgeCnames: []\ntokenDirectories:\n${directories.map((directory) => `  - { platform: ADN, directory: ${directory} }\n`).join('') || '  []\n'}`;

export const configVersionsSuite = (bound: BoundCdn) =>
  describe('a configuration as versions', () => {
    let customer: User;
    beforeAll(async () => {
      customer = await bound.cdn.customer();
    });

    const current = async () => (await bound.rest.mcc.getConfiguration({}, customer)).Version;

    it('begins with what is found', async () => {
      const fresh = await bound.cdn.customer();
      const { Versions, Next } = await bound.rest.mcc.listConfigVersions({}, fresh);
      expect(Next).toBeNull();
      expect(Versions).toEqual([
        {
          ActivatedAt: expect.any(String),
          ActivatedBy: null,
          Author: null,
          BasedOn: null,
          Comment: 'As found when versions began.',
          CreatedAt: expect.any(String),
          IsActive: true,
          Number: 1,
          Restores: null,
          State: 'ACTIVATED',
        },
      ]);
    });

    it('tells those put in force in a range, by that moment, and no draft', async () => {
      const { mcc } = bound.rest;
      const fresh = await bound.cdn.customer();
      await mcc.createConfigDraft({ body: { Document: document(['drafted']) } }, fresh);
      const everything = { begindate: '2000-01-01', enddate: '2200-01-01' };
      expect((await mcc.listConfigVersions(everything, fresh)).Versions).toHaveLength(2);
      const inForce = await mcc.listConfigVersions({ ...everything, activated: 1 }, fresh);
      expect(inForce.Versions.map(({ Number, State }) => [Number, State])).toEqual([[1, 'ACTIVATED']]);
      expect((await mcc.listConfigVersions({ activated: 1, begindate: '2000-01-01', enddate: '2000-01-02' }, fresh)).Versions).toEqual([]);
    });

    it('has one version more after each change, page by page, the highest number first', async () => {
      const { mcc } = bound.rest;
      const before = await current();
      const { CustomerOriginId } = await mcc.createOrigin({ platform: 'httplarge', body: origin('paged') }, customer);
      await mcc.deleteOrigin({ id: CustomerOriginId }, customer);
      const first = await mcc.listConfigVersions({ limit: 2 }, customer);
      expect(first.Versions.map(({ Number, BasedOn, Author }) => [Number, BasedOn, Author])).toEqual([
        [before + 2, before + 1, customer.login],
        [before + 1, before, customer.login],
      ]);
      expect(first.Next).toBe(before + 1);
      const second = await mcc.listConfigVersions({ limit: 2, before: first.Next ?? 0 }, customer);
      expect(second.Versions[0]?.Number).toBe(before);
      const changes = await mcc.getConfigChanges({ number: [before + 1, before + 2] }, customer);
      expect(changes.map(({ Number, Changes }) => [Number, Changes.map(({ Path, Before, After }) => [Path, Before === null, After === null])])).toEqual([
        [before + 2, [['origins[HTTP_LARGE/paged]', false, true]]],
        [before + 1, [['origins[HTTP_LARGE/paged]', true, false]]],
      ]);
    });

    it('is applied as one document, which names what is wrong in it, plans, and is done once', async () => {
      const { mcc } = bound.rest;
      const version = await current();
      const apply = (Document: string, more: object = {}) => mcc.applyConfiguration({ body: { Document, ...more } }, customer);
      expect(await apply(document(['/a', 'b']), { Plan: true })).toEqual({
        Changes: [
          { Path: 'tokenDirectories[ADN/a]', Before: null, After: '{platform: ADN, directory: /a}' },
          { Path: 'tokenDirectories[ADN/b]', Before: null, After: '{platform: ADN, directory: /b}' },
        ],
        Edges: [{ Edge: expect.any(String), Pop: 'LAX', Problems: [], Status: 'SILENT' }],
        Problems: [],
        Version: version,
      });
      expect(await current()).toBe(version);
      expect(await apply(document(['/a', '/b']), { Comment: 'Two directories' })).toMatchObject({ Version: version + 1, Changes: { length: 2 } });
      expect(await apply(document(['/b', '/a']))).toEqual({ Changes: [], Edges: [], Problems: [], Version: version + 1 });
      expect(await apply((await mcc.getConfiguration({}, customer)).Document)).toMatchObject({ Changes: [], Version: version + 1 });
      expect((await mcc.listTokenDirectories({}, customer)).map(({ Directory }) => Directory)).toEqual(['/a', '/b']);
    });

    it.each([
      ['that is no YAML', 'origins: [', 'line 1: is no YAML that can be read'],
      ['with a member twice', 'origins: []\norigins: []', 'line 2: is no YAML that can be read: duplicated mapping key.'],
      ['with an unknown member', `${document([])}colour: red`, 'Unrecognized key: "colour"'],
      ['without a list', 'origins: []\nedgeCnames: []', 'tokenDirectories: must be a list; [] for none.'],
      ['with an unknown origin', 'origins: []\ntokenDirectories: []\nedgeCnames:\n  - { name: www.x.example, platform: ADN, origin: nowhere }', 'edgeCnames[www.x.example].origin: "nowhere" is no origin of ADN'],
      ['with a name twice', 'origins: []\ntokenDirectories: []\nedgeCnames:\n  - &x { name: www.x.example, platform: ADN, origin: null }\n  - *x', 'edgeCnames[www.x.example].name: stands there twice'],
      ['of too many aliases', `a: &a 1\nb: [${'*a,'.repeat(101)}]`, 'aliases exceeded maxAliases (100)'],
      ['of aliases that swell', Array.from({ length: 10 }, (_, level) => `a${level}: &a${level} [${level === 0 ? '1,'.repeat(9) : `*a${level - 1},`.repeat(9)}]`).join('\n'), 'is too large once its aliases are written out.'],
      ['that is nested without end', '['.repeat(50_000), 'nesting exceeded maxDepth'],
      ['of more than 1,000,000 bytes', `# ${'x'.repeat(1_000_000)}`, 'is too long: at most 1,000,000 bytes.'],
    ])('refuses a document %s, and changes nothing', async (_what, Document, message) => {
      const { mcc } = bound.rest;
      const before = await mcc.getConfiguration({}, customer);
      const problem = { path: 'Document', message: expect.stringContaining(message) };
      const problems = expect.arrayContaining([problem]);
      await expect(mcc.applyConfiguration({ body: { Document } }, customer)).rejects.toMatchObject({ status: 400, problems });
      await expect(mcc.createConfigDraft({ body: { Document } }, customer)).rejects.toMatchObject({ status: 400, problems });
      expect((await mcc.applyConfiguration({ body: { Document, Plan: true } }, customer)).Problems.length).toBeGreaterThan(0);
      expect(await mcc.getConfiguration({}, customer)).toEqual(before);
    });

    it('goes from a draft over a dry run into force, and back in one step', async () => {
      const { mcc } = bound.rest;
      const before = await mcc.getConfiguration({}, customer);
      const { Number: draft } = await mcc.createConfigDraft({ body: { Document: document(['/draft']), Comment: 'To try' } }, customer);
      const dry = await mcc.dryRunConfigVersion({ number: draft }, customer);
      expect(dry).toMatchObject({ Problems: [], Edges: [{ Status: 'SILENT' }] });
      expect(dry.Changes).toContainEqual({ Path: 'tokenDirectories[ADN/draft]', Before: null, After: '{platform: ADN, directory: /draft}' });
      expect(await mcc.getConfiguration({}, customer)).toEqual(before);
      const wrong = mcc.activateConfigVersion({ number: draft, body: { ExpectedVersion: before.Version + 90 } }, customer);
      await expect(wrong).rejects.toMatchObject({ status: 409, details: { SavedBy: customer.login, Version: before.Version } });
      expect(await mcc.activateConfigVersion({ number: draft, body: { ExpectedVersion: before.Version } }, customer)).toEqual({ Number: draft });
      expect((await mcc.getConfiguration({}, customer)).Document).toContain('/draft');
      const { Number: restored } = await mcc.activateConfigVersion({ number: before.Version, body: { ExpectedVersion: draft, Comment: 'Back' } }, customer);
      expect(await mcc.getConfiguration({}, customer)).toEqual({ ...before, Version: restored });
      const [version] = (await mcc.listConfigVersions({ number: String(restored) }, customer)).Versions;
      expect(version).toMatchObject({ Restores: before.Version, BasedOn: draft, Comment: 'Back', IsActive: true });
      expect(await mcc.getConfigDocuments({ number: [before.Version] }, customer)).toEqual([{ Number: before.Version, Document: before.Document }]);
    });

    it('discards drafts and nothing else', async () => {
      const { mcc } = bound.rest;
      const { Number: draft } = await mcc.createConfigDraft({ body: { Document: document([]) } }, customer);
      expect(await mcc.deleteConfigDraft({ number: draft }, customer)).toBeNull();
      expect((await mcc.listConfigVersions({ number: [draft] }, customer)).Versions).toMatchObject([{ State: 'DISCARDED' }]);
      await expect(mcc.deleteConfigDraft({ number: draft }, customer)).rejects.toMatchObject({ status: 404 });
      await expect(mcc.deleteConfigDraft({ number: await current() }, customer)).rejects.toMatchObject({ status: 404 });
    });

    it('lets any change name the version that it is made on', async () => {
      const { mcc } = bound.rest;
      const expectedversion = await current();
      await mcc.setQueryStringCaching({ body: { MediaTypeId: 8, QueryStringCaching: 'no-cache' }, expectedversion }, customer);
      const details = { SavedBy: customer.login, SavedAt: expect.any(String), Version: await current() };
      const late = mcc.setCompression({ body: { MediaTypeId: 8, ContentTypes: ['text/css'] }, expectedversion }, customer);
      await expect(late).rejects.toMatchObject({ status: 409, details });
      expect(await mcc.getCompression({ mediatypeid: 8 }, customer)).toMatchObject({ Status: 0 });
    });

    it('tells of a new key of tokens without the key', async () => {
      const { mcc } = bound.rest;
      const before = await current();
      const set = () => mcc.setTokenKey({ body: { Key: 'secretkey1', MediaType: 14 } }, customer);
      await set();
      await set();
      expect((await mcc.listConfigVersions({ limit: 1 }, customer)).Versions).toMatchObject([{ Number: before + 1, Comment: 'The token key of ADN was replaced.' }]);
      const { Document } = await mcc.getConfiguration({}, customer);
      expect([Document.includes('secretkey1'), Document.includes('The keys of token authentication are not in it')]).toEqual([false, true]);
    });

    it('refuses what edges must not be given, at the member that brought it', async () => {
      const { mcc } = bound.rest;
      const loop = origin('loop', 'http://loop.example.com:8080');
      const { CustomerOriginId } = await mcc.createOrigin({ platform: 'httplarge', body: loop }, customer);
      const version = await current();
      const cname = { Name: 'loop.example.com', MediaTypeId: 3, OriginId: CustomerOriginId };
      const leadsBack = expect.stringContaining('leads back to this origin');
      await expect(mcc.createEdgeCname({ body: cname }, customer)).rejects.toMatchObject({ status: 400, problems: [{ path: 'OriginId', message: leadsBack }] });
      const { CNameId } = await mcc.createEdgeCname({ body: { ...cname, Name: 'noloop.example.com' } }, customer);
      const body = origin('loop', 'http://noloop.example.com');
      await expect(mcc.updateOrigin({ platform: 'httplarge', id: CustomerOriginId, body }, customer)).rejects.toMatchObject({ problems: [{ path: 'HttpHostnames.0', message: leadsBack }] });
      const inside = mcc.createOrigin({ platform: 'httplarge', body: origin('inside', 'http://169.254.169.254') }, customer);
      await expect(inside).rejects.toMatchObject({ problems: [{ path: 'HttpHostnames.0', message: expect.stringContaining('is a private address') }] });
      const ofTheCdn = mcc.createEdgeCname({ body: { ...cname, Name: 'wpc.0001.edgecastcdn.net', OriginId: -1 } }, customer);
      await expect(ofTheCdn).rejects.toMatchObject({ problems: [{ path: 'Name', message: expect.stringContaining("is the CDN's own") }] });
      expect(await current()).toBe(version + 1);
      await mcc.deleteEdgeCname({ id: CNameId }, customer);
    });

    it("refuses another customer's host name in a document, and tells it in a plan", async () => {
      const { mcc } = bound.rest;
      const stranger = await bound.cdn.customer();
      await mcc.createEdgeCname({ body: { Name: 'theirs.example.com', MediaTypeId: 3, OriginId: -1 } }, stranger);
      const Document = 'origins: []\ntokenDirectories: []\nedgeCnames:\n  - { name: theirs.example.com, platform: HTTP_LARGE, origin: null }';
      const message = '"theirs.example.com" is taken; each host name belongs to one edge CNAME.';
      const problems = [{ path: 'Document', message: `edgeCnames[theirs.example.com].name: ${message}` }];
      await expect(mcc.applyConfiguration({ body: { Document } }, customer)).rejects.toMatchObject({ status: 400, problems });
      const planned = await mcc.applyConfiguration({ body: { Document, Plan: true } }, customer);
      expect(planned.Problems).toEqual([{ Path: 'edgeCnames[theirs.example.com].name', Message: message }]);
    });
  });
