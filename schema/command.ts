/**
 * `npm run schema:compose` writes supergraph.graphql; `npm run schema:check` fails when that file is stale, breaks a convention or breaks clients.
 */
import { writeFileSync } from 'node:fs';
import { breakingChanges, releasedSupergraph } from './breaking.ts';
import { clientSchema, compose } from './compose.ts';
import { identifiedNames } from './entities.ts';
import { lint } from './lint.ts';
import { sdlProblems } from './sdl-problems.ts';
import { sdlFiles, sdlOf, subgraphNames, subgraphSdl, supergraphSdl } from './subgraphs.ts';

fail('The SDL can not be composed', sdlProblems(sdlFiles.map((name) => ({ name, text: sdlOf(name) }))));
if (process.exitCode === undefined) await check();
if (process.exitCode === undefined) console.log(`The supergraph of ${subgraphNames.join(', ')} composes, keeps its conventions and breaks no client.`);

/** Writes or compares the supergraph; a composition that breaks a convention is written, since only the composed schema shows it. */
async function check(): Promise<void> {
  const subgraphs = subgraphNames.map((name) => ({ name, sdl: subgraphSdl(name) }));
  const composition = compose(subgraphs);
  if ('errors' in composition) return fail('The subgraphs do not compose', composition.errors);
  const { sdl } = composition;
  if (process.argv[2] === 'write') writeFileSync(new URL('supergraph.graphql', import.meta.url), sdl);
  else if (sdl !== supergraphSdl()) fail('schema/supergraph.graphql is stale', ['Run `npm run schema:compose` and commit what it writes.']);

  const entities = new Set(subgraphs.flatMap((subgraph) => identifiedNames(subgraph.sdl)));
  fail('The schema breaks its conventions', lint(clientSchema(sdl), entities));

  const released = releasedSupergraph(sdl);
  if (released !== undefined) fail('The change breaks clients', await breakingChanges(released, sdl));
}

function fail(title: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  process.exitCode = 1;
  console.error(`${title}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
}
