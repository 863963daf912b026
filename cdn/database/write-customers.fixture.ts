/** Writes customers to the database at the path in its argument until it is killed; prints each account number once written. */
import { writeSync } from 'node:fs';
import { createCustomer } from './queries/customers.ts';
import { openDatabase } from './sqlite.ts';

const db = await openDatabase(process.argv[2] ?? '');
// The bound is for a writer that nobody kills.
for (let number = 1; number <= 5000; number++) {
  const accountNumber = number.toString(16).toUpperCase().padStart(4, '0');
  await createCustomer(db, { accountNumber, name: 'Durable', status: 'active', modules: [] });
  writeSync(1, `${accountNumber}\n`);
}
