import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { likePattern } from './like-pattern.ts';
import { isLike } from './reference.fixture.ts';

describe("a pattern of SQL's LIKE", async () => {
  const directory = await mkdtemp(join(tmpdir(), 'like-'));
  const session = new Session(directory);
  afterAll(async () => {
    session.close();
    await rm(directory, { recursive: true, force: true });
  });

  it.each([
    ['/a/*.js', '/a/%.js'],
    ['?', '_'],
    ['100%_', '100\\%\\_'],
    ['\\*\\?\\a', '*?a'],
    ['\\', '\\\\'],
  ])('for %s is %s', (pattern, like) => expect(likePattern(pattern)).toBe(like));

  it('matches what the pattern matches', async () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'ä', '🦔', '*', '?', '%', '_', '\\', '\n'), maxLength: 6 });
    const pairs = fc.sample(fc.tuple(text, text), 3000);
    const [texts, patterns] = [pairs.map(([each]) => each), pairs.map(([, pattern]) => likePattern(pattern))];
    const answer = await session.queryBindAsync(
      'SELECT text LIKE pattern AS matches FROM (SELECT arrayJoin(arrayZip({texts:Array(String)}, {patterns:Array(String)})) AS pair, pair.1 AS text, pair.2 AS pattern)',
      { texts, patterns },
      { format: 'JSONEachRow' },
    );
    const matches = answer.text().split('\n').filter(Boolean).map((line) => JSON.parse(line).matches === 1);
    expect(matches).toEqual(pairs.map(([each, pattern]) => isLike(each, pattern)));
    expect(matches).toContain(true);
  });
});
