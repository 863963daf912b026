import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCustomer } from '@edgegraph/cdn/database/queries/customers.ts';
import { findTokenOwner } from '@edgegraph/cdn/database/queries/tokens.ts';
import { createUser } from '@edgegraph/cdn/database/queries/users.ts';
import { openDatabase } from '@edgegraph/cdn/database/sqlite.ts';
import type { Database } from '@edgegraph/cdn/database/tables.ts';
import { generateToken, hashToken, sameHash } from '@edgegraph/cdn/database/token.ts';
import { httpMethods, modules } from '@edgegraph/permissions/modules.ts';
import { meanAndVariance, table, welchT, withoutTail } from './statistics.ts';

/** A kind of guess, and how to make one. */
interface Guess {
  readonly name: string;
  readonly make: () => string;
}

const samples = 30_000;

/** A difference that dudect and its kin call a leak: |t| above this. */
const limit = 4.5;

/**
 * Whether the time to look a token up, or to compare its hash, tells how much of a guess is right: Welch's t between guesses that share nothing with a
 * real token (or its hash) and guesses that share much, the kinds mixed at random; as a table.
 */
export async function tokenTiming(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'edgegraph-bench-'));
  const db = await openDatabase(join(directory, 'configuration.sqlite'));
  try {
    const real = await severalTokens(db);
    const realHash = hashToken(real);
    const lookUps = [
      { name: 'no leading digit of the token right', make: () => other(real[0]) + generateToken().slice(1) },
      { name: 'half of the token right', make: () => real.slice(0, 18) + generateToken().slice(18) },
      { name: 'all of the token right but the last digit', make: () => real.slice(0, -1) + other(real.at(-1)) },
      { name: 'the first 4 digits of the hash right', make: guessesOfHash(realHash.slice(0, 4)) },
    ];
    const comparisons = [
      { name: 'no digit of the hash right', make: () => [...realHash].map(other).join('') },
      { name: 'half of the hash right', make: () => realHash.slice(0, 32) + hashToken(generateToken()).slice(32) },
      { name: 'all of the hash right but the last digit', make: () => realHash.slice(0, -1) + other(realHash.at(-1)) },
    ];
    return [
      await compare('look-up', lookUps, async (guess) => void (await findTokenOwner(db, guess))),
      await compare('comparison', comparisons, (guess) => void sameHash(realHash, guess)),
    ].join('\n\n');
  } finally {
    await db.destroy();
    await rm(directory, { recursive: true });
  }
}

/** A store with a thousand users; one's token. */
async function severalTokens(db: Database): Promise<string> {
  const accountNumber = '0001';
  const token = generateToken();
  await createCustomer(db, { accountNumber, name: 'Customer', status: 'active', modules });
  await db.transaction().execute(async (transaction) => {
    for (let number = 0; number < 1000; number += 1) {
      const user = { accountNumber, login: `user-${number}@example.com`, firstName: 'A', lastName: 'User', isAdministrator: false };
      await createUser(transaction, { ...user, methods: httpMethods, modules, ...(number === 500 ? { token } : {}) });
    }
  });
  return token;
}

/** A hexadecimal digit that is another one. */
const other = (digit: string | undefined): string => (digit === '0' ? '1' : '0');

/** Tokens whose hashes begin so; some, over and over, since each takes long to find. */
function guessesOfHash(beginning: string): () => string {
  const found: string[] = [];
  while (found.length < 8) {
    const token = generateToken();
    if (hashToken(token).startsWith(beginning)) found.push(token);
  }
  let next = 0;
  return () => found[(next += 1) % found.length] ?? '';
}

async function compare(what: string, guesses: readonly Guess[], act: (guess: string) => Promise<void> | void): Promise<string> {
  const times = new Map<string, number[]>(guesses.map(({ name }) => [name, []]));
  const inOrder = guesses.flatMap((guess) => Array.from({ length: samples }, () => ({ ...guess, at: Math.random() })));
  // Made in the order in which they are tried: where a text lies in memory must not tell its kind.
  const mixed = inOrder.toSorted((one, other) => one.at - other.at).map(({ name, make }) => ({ name, guess: flat(make()) }));
  // The first ones warm up and do not count.
  for (const [index, { name, guess }] of [...mixed.slice(0, 5000), ...mixed].entries()) {
    const before = process.hrtime.bigint();
    await act(guess);
    const after = process.hrtime.bigint();
    if (index >= 5000) times.get(name)?.push(Number(after - before));
  }
  const [first = []] = [...times.values()].map(withoutTail);
  const rows = [...times].map(([name, all], index) => {
    const taken = withoutTail(all);
    const t = welchT(taken, first);
    const verdict = `${t.toFixed(1)}: ${Math.abs(t) < limit ? 'no difference' : 'DIFFERENT'}`;
    return [name, String(taken.length), meanAndVariance(taken).mean.toFixed(0), index === 0 ? '' : verdict];
  });
  return table([what, 'samples', 'mean, ns', "Welch's t against the first"], rows);
}

/** A text of its own in memory, made in one way: texts that were put together from others take longer to read. */
const flat = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
