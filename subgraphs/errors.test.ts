import type { Call } from '@edgegraph/rest/client.ts';
import { RestError, accessDenied, badRequest, invalidUser, missing, operationError } from '@edgegraph/rest/error.ts';
import { mcc } from '@edgegraph/rest/mcc.ts';
import { describe, expect, it } from 'vitest';
import { atInput, inGraphTerms } from './errors.ts';
import { caller } from './services.fixture.ts';

/** A binding that fails so, told in the graph's terms. */
const failing = (error: unknown): Call =>
  inGraphTerms(async () => {
    throw error;
  });

async function rejection(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    return error;
  }
}

const told = (error: unknown) => rejection(failing(error)(mcc.purge, {}, caller));

describe('a refusal of a service', () => {
  it.each([
    [
      400,
      badRequest([{ path: 'Name', message: 'is taken.' }]),
      { code: 'BAD_USER_INPUT', status: 400, problems: [{ path: 'Name', message: 'is taken.' }] },
    ],
    [403, invalidUser(), { code: 'UNAUTHENTICATED', status: 401 }],
    [403, accessDenied(), { code: 'FORBIDDEN', status: 403, requires: { method: 'PUT', module: 'PURGE_LOAD' } }],
    [404, missing('Edge CNAME 7'), { code: 'NOT_FOUND', status: 404 }],
    [
      409,
      new RestError(409, 'Saved by another.', { details: { SavedBy: 'ada@example.com', Version: 3 } }),
      { code: 'CONFLICT', status: 409, savedBy: 'ada@example.com', version: 3 },
    ],
    [429, new RestError(429, 'Too many', { details: { RetryAfter: 30 } }), { code: 'RATE_LIMITED', status: 429, retryAfter: 30 }],
    [500, operationError(new Error('disk full')), { code: 'SERVICE_UNAVAILABLE', status: 503, service: 'mcc' }],
    [
      503,
      new RestError(503, 'The mcc service did not answer in time.'),
      { code: 'SERVICE_UNAVAILABLE', status: 503, service: 'mcc' },
    ],
  ])('with %i has its code in the graph', async (_status, refusal, extensions) => {
    expect(await told(refusal)).toMatchObject({ extensions });
  });

  it('keeps the message where it names the thing', async () => {
    expect(await told(missing('Edge CNAME 7'))).toMatchObject({ message: 'Edge CNAME 7 does not exist.' });
  });
});

describe('a failure of a service', () => {
  it('names the service, and its cause is for the log alone', async () => {
    for (const cause of [new Error('connect ECONNREFUSED 10.0.0.7:5432'), operationError(new Error('ECONNREFUSED'))]) {
      const error = await told(cause);
      expect(error).toMatchObject({ message: 'The mcc service is unavailable; try again later.', originalError: cause });
      expect(JSON.stringify(error)).not.toContain('ECONNREFUSED');
    }
  });
});

describe('a refused input of a mutation', () => {
  const members = { Name: 'name', HttpHostnames: 'http.hostnames' };
  const toldAtInput = (error: unknown) => rejection(atInput(failing(error)(mcc.createOrigin, {}, caller), members));

  it("is told at the paths of the graph's own input, all problems at once", async () => {
    const twoProblems = badRequest([
      { path: 'Name', message: 'is taken.' },
      { path: 'HttpHostnames.1.Name', message: 'must be protocol://host:port.' },
    ]);
    expect(await toldAtInput(twoProblems)).toMatchObject({
      message: 'input.name: is taken. input.http.hostnames.1: must be protocol://host:port.',
      extensions: {
        code: 'BAD_USER_INPUT',
        problems: [
          { path: 'input.name', message: 'is taken.' },
          { path: 'input.http.hostnames.1', message: 'must be protocol://host:port.' },
        ],
      },
    });
  });

  it('keeps the name of a member that is called the same', async () => {
    expect(await toldAtInput(badRequest([{ path: 'id', message: 'must be a whole number.' }]))).toMatchObject({
      extensions: { problems: [{ path: 'input.id', message: 'must be a whole number.' }] },
    });
  });

  it('keeps the message when the service names no member', async () => {
    expect(await toldAtInput(new RestError(400, 'The customer is inactive.'))).toMatchObject({
      message: 'The customer is inactive.',
      extensions: { problems: [] },
    });
  });

  it('leaves every other error as it is', async () => {
    expect(await toldAtInput(missing('Customer origin 9'))).toMatchObject({
      message: 'Customer origin 9 does not exist.',
      extensions: { code: 'NOT_FOUND' },
    });
  });
});
