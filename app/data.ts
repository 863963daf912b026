import { readConfiguration } from './configuration.ts';
import { runData } from './data/run.ts';

const { DATA_DIR: dataDirectory, DATABASE_URL: databaseUrl } = readConfiguration(process.env);

process.exitCode = await runData(process.argv.slice(2), { dataDirectory, databaseUrl, output: process.stdout, errors: process.stderr });
