import { readConfiguration } from './configuration.ts';
import { runImport } from './import/run.ts';

const { DATA_DIR: dataDirectory, DATABASE_URL: databaseUrl } = readConfiguration(process.env);

process.exitCode = await runImport(process.argv.slice(2), {
  dataDirectory,
  databaseUrl,
  // npm starts scripts in the package's directory and says where it was called.
  workingDirectory: process.env.INIT_CWD ?? process.cwd(),
  output: process.stdout,
  errors: process.stderr,
});
