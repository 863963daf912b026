import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cdn, type User, listen, startCdn } from './cdn.ts';
import { type RawRequest, send } from './raw-http.ts';

const json = { 'content-type': 'application/json' };

describe('the REST services over HTTP', () => {
  const opened = new AsyncDisposableStack();
  let cdn: Cdn;
  let url: string;
  let user: User;
  beforeAll(async () => {
    cdn = opened.use(await startCdn());
    url = opened.use(await listen(cdn.door)).url;
    user = await cdn.customer();
  });
  afterAll(() => opened.disposeAsync());

  const account = () => `/v2/mcc/customers/${user.accountNumber}`;
  const bare = (path: string, request?: RawRequest) => send(url + path, request);
  const ask = (path: string, { headers, ...request }: RawRequest = {}) =>
    bare(path, { ...request, headers: { authorization: `TOK:${user.token}`, ...headers } });
  const message = (text: string) => ({ text: JSON.stringify({ Message: text }) });

  describe('asked by', () => {
    const self = (authorization?: string) =>
      bare(`${account()}/users/self`, authorization === undefined ? {} : { headers: { authorization } });

    it.each([
      ['nobody', () => undefined],
      ['an unknown token', () => 'TOK:12345678-1234-1234-1234-1234567890ab'],
      ['a token without its scheme', () => user.token],
      ['another scheme', () => `Bearer ${user.token}`],
      ['a quoted token', () => `TOK:"${user.token}"`],
      ['a token with more behind', () => `TOK:${user.token} x`],
      ['an empty token', () => 'TOK:'],
    ])('%s answer 403 Invalid user', async (_who, authorization) => {
      expect(await self(authorization())).toMatchObject({ status: 403, ...message('Invalid user') });
    });

    it.each([
      ['a token after a space', () => `TOK: ${user.token}`],
      ['a token in capitals', () => `TOK:${user.token.toUpperCase()}`],
      ['a scheme in small letters', () => `tok:${user.token}`],
    ])('%s answer', async (_who, authorization) => {
      expect(await self(authorization())).toMatchObject({ status: 200 });
    });
  });

  describe('refuse before they read the input', () => {
    const wrong = { method: 'PUT', headers: json, body: '{"MediaPath":' };

    it('an invalid user', async () => {
      expect(await bare(`${account()}/edge/purge`, wrong)).toMatchObject({ status: 403, ...message('Invalid user') });
    });

    it('a token without the module', async () => {
      const { token } = await cdn.user({ methods: ['PUT'], modules: ['DASHBOARD'] }, user.accountNumber);
      const answer = await ask(`${account()}/edge/purge`, { ...wrong, headers: { ...json, authorization: `TOK:${token}` } });
      expect(answer).toMatchObject({ status: 403, ...message('Access Denied') });
    });

    it("another customer's account", async () => {
      expect(await ask('/v2/mcc/customers/0001/edge/purge', wrong)).toMatchObject({ status: 403, ...message('Access Denied') });
    });
  });

  describe('at a path', () => {
    it('in the wrong case answer 403', async () => {
      for (const path of [`/v2/MCC/customers/${user.accountNumber}/users/self`, `${account()}/origins/HttpLarge`]) {
        expect(await ask(path)).toMatchObject({ status: 403, ...message('Access Denied') });
      }
    });

    it('with the account number in small letters answer', async () => {
      expect(await ask(`/v2/mcc/customers/${user.accountNumber.toLowerCase()}/users/self`)).toMatchObject({ status: 200 });
    });

    it('with a slash behind answer 404', async () => {
      expect(await ask(`${account()}/users/self/`)).toMatchObject({ status: 404, ...message('Endpoint not found') });
    });

    it.each(['/v2', '/v2/mcc', '/v2/nothing/customers/0001', '/v2/mcc/customers/0001/nothing'])(
      'that is no operation, %s, answer 404',
      async (path) => {
        expect(await ask(path)).toMatchObject({ status: 404, ...message('Endpoint not found') });
      },
    );

    it('that is an operation of other methods answer 405 and name them', async () => {
      const answer = await ask(`${account()}/origins/httplarge`, { method: 'PATCH' });
      expect(answer).toMatchObject({ status: 405, ...message('PATCH is not allowed here; GET, POST is.') });
      expect(await ask(`${account()}/edge/purge`)).toMatchObject({ status: 405 });
    });

    it('that is no valid URL answer 400', async () => {
      expect(await ask(`${account()}/cnames/%zz`)).toMatchObject({ status: 400 });
    });

    it('of /cnames tell a platform from an id', async () => {
      expect(await ask(`${account()}/cnames/adn`)).toMatchObject({ status: 200, text: '[]' });
      expect(await ask(`${account()}/cnames/1`)).toMatchObject({ status: 200, text: '' });
      expect(await ask(`${account()}/cnames/fms`)).toMatchObject({ status: 400 });
    });
  });

  describe('speak JSON alone', () => {
    it.each(['application/xml', 'text/xml', 'text/html'])('and answer 406 to Accept: %s', async (accept) => {
      expect(await ask(`${account()}/users/self`, { headers: { accept } })).toMatchObject({
        status: 406,
        text: expect.stringContaining('application\\/json'),
      });
    });

    it.each(['application/json', 'Application/JSON', '*/*', 'application/xml, application/json;q=0.5', 'application/*'])(
      'and take Accept: %s',
      async (accept) => {
        expect(await ask(`${account()}/users/self`, { headers: { accept } })).toMatchObject({ status: 200 });
      },
    );

    it.each(['application/xml', 'text/plain', 'application/x-www-form-urlencoded'])(
      'and answer 415 to Content-Type: %s',
      async (type) => {
        const answer = await ask(`${account()}/cnames`, {
          method: 'POST',
          headers: { 'content-type': type },
          body: '<EdgeCname/>',
        });
        expect(answer).toMatchObject({ status: 415, text: expect.stringContaining('application\\/json') });
      },
    );

    it('and answer 415 to a body without Content-Type', async () => {
      const answer = await ask(`${account()}/cnames`, { method: 'POST', body: '{}' });
      expect(answer).toMatchObject({ status: 415, text: expect.stringContaining('application\\/json') });
    });

    it.each(['Application/JSON', 'application/json; charset=utf-8'])('and take Content-Type: %s', async (type) => {
      const answer = await ask(`${account()}/cnames`, { method: 'POST', headers: { 'content-type': type }, body: '{}' });
      expect(answer).toMatchObject({ status: 400, text: expect.stringContaining('Name') });
    });
  });

  it.each(['{', '{"Name":}', 'Name=a', '<a/>', '\uFEFF{}'])('answer 400 to the body %s, which is no JSON', async (body) => {
    const answer = await ask(`${account()}/cnames`, { method: 'POST', headers: json, body });
    expect(answer).toMatchObject({ status: 400, ...message('The body is not valid JSON.') });
  });

  it.each(['', '[]', 'null', '"text"', '17'])('answer 400 to the body "%s", which is no object', async (body) => {
    expect(await ask(`${account()}/cnames`, { method: 'POST', headers: json, body })).toMatchObject({ status: 400 });
  });

  it('answer 400 with every problem by its path', async () => {
    const answer = await ask(`${account()}/cnames`, {
      method: 'POST',
      headers: json,
      body: '{"Name":"A","MediaTypeId":2,"OriginId":-1}',
    });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toEqual({
      Message: expect.stringContaining('MediaTypeId: must be 3'),
      Problems: [
        { Message: expect.any(String), Path: 'Name' },
        { Message: expect.any(String), Path: 'MediaTypeId' },
      ],
    });
  });

  it('answer 413 to a body of more than a megabyte', async () => {
    const answer = await ask(`${account()}/cnames`, { method: 'POST', headers: json, body: `"${'a'.repeat(1024 * 1024)}"` });
    expect(answer.status).toBe(413);
  });

  it('take a body with GET and do not use it', async () => {
    const plain = await ask(`${account()}/users/self`);
    expect(plain.status).toBe(200);
    expect(await ask(`${account()}/users/self`, { headers: json, body: '{"id":1}' })).toMatchObject({
      status: 200,
      text: plain.text,
    });
  });

  it('take an empty body with DELETE, whatever its Content-Type', async () => {
    expect(await ask(`${account()}/cnames/1`, { method: 'DELETE', headers: json })).toMatchObject({
      status: 404,
      ...message('Edge CNAME 1 does not exist.'),
    });
  });

  describe('answer', () => {
    const origin = {
      DirectoryName: 'members',
      HostHeader: 'www.example.com',
      HttpHostnames: [{ Name: 'http://www.example.com:80' }],
      HttpLoadBalancing: 'PF',
    };
    const create = async (platform: string, body: object): Promise<number> => {
      const { text } = await ask(`${account()}/origins/${platform}`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(body),
      });
      return JSON.parse(text).CustomerOriginId;
    };

    it.each([
      ['a success', '/users/self', 200],
      ['a refusal', '/origins/httplarge/x', 400],
      ['an unknown path', '/nothing', 404],
    ])('%s as JSON for one client alone', async (_what, path, status) => {
      const answer = await ask(account() + path);
      expect(answer.status).toBe(status);
      expect(answer.headers).toMatchObject({
        'cache-control': 'private',
        'content-type': 'application/json; charset=utf-8',
        'content-length': String(Buffer.byteLength(answer.text)),
        date: expect.any(String),
      });
    });

    it('with / as \\/', async () => {
      const id = await create('httplarge', { ...origin, DirectoryName: 'slashes' });
      expect((await ask(`${account()}/origins/httplarge/${id}`)).text).toContain('"http:\\/\\/www.example.com:80"');
    });

    it("with an origin's members in the contract's order", async () => {
      const members = async (platform: string, id: number) =>
        Object.keys(JSON.parse((await ask(`${account()}/origins/${platform}/${id}`)).text));
      expect(await members('httplarge', await create('httplarge', origin))).toEqual([
        'DirectoryName',
        'HostHeader',
        'HttpFullUrl',
        'HttpHostnames',
        'HttpLoadBalancing',
        'HttpsFullUrl',
        'HttpsHostnames',
        'HttpsLoadBalancing',
        'Id',
        'MediaTypeId',
        'ShieldPOPs',
        'UseOriginShield',
        'networkConfiguration',
      ]);
      expect(await members('adn', await create('adn', { ...origin, ValidationURL: 'http://www.example.com/' }))).toEqual([
        'FollowRedirects',
        'NetworkConfiguration',
        'ValidationURL',
        'DirectoryName',
        'HostHeader',
        'HttpFullUrl',
        'HttpHostnames',
        'HttpLoadBalancing',
        'HttpsFullUrl',
        'HttpsHostnames',
        'HttpsLoadBalancing',
        'Id',
        'MediaTypeId',
      ]);
    });

    it('a deletion with an empty body of Content-Length 0', async () => {
      const id = await create('httpsmall', origin);
      const answer = await ask(`${account()}/origins/${id}`, { method: 'DELETE' });
      expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0', 'cache-control': 'private' } });
    });

    it('what does not exist with an empty body', async () => {
      const answer = await ask(`${account()}/origins/httplarge/999999999`);
      expect(answer).toMatchObject({ status: 200, text: '', headers: { 'content-length': '0' } });
    });

    it('a conflict with what is known of it beside the message', async () => {
      const other = await cdn.user({ methods: ['GET'], modules: [] }, user.accountNumber);
      const save = () =>
        ask(`${account()}/users/${other.id}/permissions`, {
          method: 'PUT',
          headers: json,
          body: '{"Methods":["GET"],"Modules":[],"Version":1}',
        });
      expect(await save()).toMatchObject({ status: 200 });
      const answer = await save();
      expect(answer.status).toBe(409);
      expect(JSON.parse(answer.text)).toEqual({
        Message: expect.stringContaining(user.login),
        Methods: ['GET'],
        Modules: [],
        SavedAt: expect.any(String),
        SavedBy: user.login,
        Version: 2,
      });
    });
  });
});
