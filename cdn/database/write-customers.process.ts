/** Writes customers to the SQLite file or PostgreSQL database in its argument until it is killed; prints each account number once written. */
import { writeSync } from 'node:fs';
import { openStore } from './open-store.ts';
import { isPostgresUrl } from './postgres-url.ts';
import { createCustomer } from './queries/customers.ts';

const [place = ''] = process.argv.slice(2);
const { db } = await openStore({ path: place, databaseUrl: isPostgresUrl(place) ? place : undefined });
// The bound is for a writer that nobody kills.
for (let number = 1; number <= 5000; number++) {
  const accountNumber = number.toString(16).toUpperCase().padStart(4, '0');
  await createCustomer(db, { accountNumber, name: 'Durable', status: 'active', modules: [] });
  writeSync(1, `${accountNumber}\n`);
}
