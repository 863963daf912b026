import { readConfiguration } from './configuration.ts';
import { runData } from './data/run.ts';
import { storePlaces } from './store-places.ts';

process.exitCode = await runData(process.argv.slice(2), { ...storePlaces(readConfiguration(process.env)), output: process.stdout, errors: process.stderr });
