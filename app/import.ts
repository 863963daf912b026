import { readConfiguration } from './configuration.ts';
import { runImport } from './import/run.ts';
import { storePlaces } from './store-places.ts';

process.exitCode = await runImport(process.argv.slice(2), {
  ...storePlaces(readConfiguration(process.env)),
  // npm starts scripts in the package's directory and says where it was called.
  workingDirectory: process.env.INIT_CWD ?? process.cwd(),
  output: process.stdout,
  errors: process.stderr,
});
