/** Makes token directories of customer 0001, one change each, in the database that the first argument names; the others are a user's id and the directories. */
import { openStore } from '../database/open-store.ts';
import { isPostgresUrl } from '../database/postgres-url.ts';
import { createTokenDirectory } from '../database/queries/token-directories.ts';
import { changeConfiguration } from './change.ts';

const [place = '', userId, ...directories] = process.argv.slice(2);
const { db, notices, close } = await openStore({ path: place, databaseUrl: isPostgresUrl(place) ? place : undefined });
const store = { db, notices, settings: { domain: 'cdn.example.net', privateOrigins: false } };
const viewer = { accountNumber: '0001', userId: Number(userId), login: '', methods: new Set<never>(), modules: new Set<never>() };
for (const directory of directories) {
  await changeConfiguration(store, viewer, {}, (change) => createTokenDirectory(change.db, { accountNumber: '0001', mediaTypeId: 3, directory }));
}
await close();
