import type { Viewer } from '@edgegraph/permissions/viewer.ts';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDoor, implement } from './door.ts';
import { RestError } from './error.ts';
import { type Route, route } from './route.ts';

const viewer: Viewer = {
  userId: 7,
  login: 'ada@example.com',
  accountNumber: 'D9127',
  methods: new Set(['GET']),
  modules: new Set(['CONTENT', 'PURGE_LOAD']),
};

const routeWith = (definition: Partial<Route>): Route =>
  route({
    service: 'mcc',
    method: 'GET',
    path: '/v2/mcc/customers/{AN}/things/{id}',
    access: 'PURGE_LOAD',
    input: z.object({
      id: z.int({ error: 'must be a whole number.' }),
      body: z.object({ Name: z.string({ error: 'is missing.' }) }).optional(),
    }),
    output: z.unknown(),
    summary: 'For the test.',
    ...definition,
  });

const thing = routeWith({});

/** A door that the token `mine` opens, with one handler for every route, and what it has reported. */
function open(handler: (input: unknown, viewer: Viewer) => unknown = () => 'answer', routes = { thing }) {
  const reported: unknown[] = [];
  const findViewer = async (token: string) => {
    if (token === 'broken') throw new Error('The store is locked');
    return token === 'mine' ? viewer : null;
  };
  const door = createDoor(findViewer, [implement(routes, { thing: handler })], (cause) => void reported.push(cause));
  return { door, reported };
}

describe('a door', () => {
  it('lets the holder of method, module and account in, whatever the case of the account number', async () => {
    const { door } = open();
    expect(await door.authorize(thing, 'mine', 'D9127')).toBe(viewer);
    expect(await door.authorize(thing, 'mine', 'd9127')).toBe(viewer);
  });

  it.each([undefined, 'unknown'])('answers the token %o with 403 Invalid user', async (token) => {
    await expect(open().door.authorize(thing, token, 'D9127')).rejects.toMatchObject({ status: 403, message: 'Invalid user' });
  });

  it.each([
    ['the method', routeWith({ method: 'PUT' }), 'D9127'],
    ['the module', routeWith({ access: 'VIEW_USERS' }), 'D9127'],
    ['the method that alone is asked', routeWith({ access: 'METHOD', method: 'DELETE' }), 'D9127'],
    ['the account', thing, '0001'],
    ['an account number', thing, ''],
  ])('answers a token without %s with 403 Access Denied', async (_what, wanted, accountNumber) => {
    await expect(open().door.authorize(wanted, 'mine', accountNumber)).rejects.toMatchObject({
      status: 403,
      message: 'Access Denied',
    });
  });

  it.each([
    ['any token', routeWith({ access: 'TOKEN', method: 'DELETE' })],
    ['the method alone', routeWith({ access: 'METHOD' })],
  ])('lets in who asks for what needs %s', async (_what, wanted) => {
    expect(await open().door.authorize(wanted, 'mine', 'D9127')).toBe(viewer);
  });

  it('asks no account where the path has none', async () => {
    expect(await open().door.authorize(routeWith({ path: '/v2/mcc/modules' }), 'mine', '')).toBe(viewer);
  });

  it('gives the handler the input as the route reads it, and who asks', async () => {
    const { door } = open((input, who) => ({ input, who }));
    expect(await door.run(thing, { id: 1, more: true }, viewer)).toEqual({ input: { id: 1 }, who: viewer });
  });

  it('refuses a wrong input before the handler, all at once, with the paths of its members', async () => {
    const { door, reported } = open(() => {
      throw new Error('The handler was called');
    });
    await expect(door.run(thing, { id: 'x', body: {} }, viewer)).rejects.toMatchObject({
      status: 400,
      message: 'id: must be a whole number. Name: is missing.',
      problems: [
        { path: 'id', message: 'must be a whole number.' },
        { path: 'Name', message: 'is missing.' },
      ],
    });
    expect(reported).toEqual([]);
  });

  it("passes a handler's refusal on and reports nothing", async () => {
    const refusal = new RestError(409, 'Taken');
    const { door, reported } = open(async () => {
      throw refusal;
    });
    await expect(door.run(thing, { id: 1 }, viewer)).rejects.toBe(refusal);
    expect(reported).toEqual([]);
  });

  it.each([
    [
      'that throws',
      () => {
        throw new TypeError('secret');
      },
    ],
    ['that rejects', () => Promise.reject(new TypeError('secret'))],
  ])('reports the error of a handler %s and hides it from the caller', async (_how, handler) => {
    const { door, reported } = open(handler);
    const failure = await door.run(thing, { id: 1 }, viewer).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(RestError);
    expect(failure).toMatchObject({ status: 500, message: 'Operation Error', problems: [], details: {} });
    expect(reported).toEqual([new TypeError('secret')]);
  });

  it('reports that a token could not be looked up, which is not an invalid user', async () => {
    const { door, reported } = open();
    await expect(door.authorize(thing, 'broken', 'D9127')).rejects.toMatchObject({ status: 500, message: 'Operation Error' });
    expect(reported).toEqual([new Error('The store is locked')]);
  });

  it('reports a route without a handler by its name', async () => {
    const { door, reported } = open();
    await expect(door.run(routeWith({}), { id: 1 }, viewer)).rejects.toMatchObject({ status: 500, message: 'Operation Error' });
    expect(reported).toEqual([new Error('No handler for GET /v2/mcc/customers/{AN}/things/{id}')]);
  });
});
