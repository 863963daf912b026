import { describe, expect, it } from 'vitest';
import { sdlProblems } from './sdl-problems.ts';
import { sdlFiles, sdlOf } from './subgraphs.ts';

const access = { name: 'access.graphql', text: 'enum HttpMethod { GET PUT }\nenum Module { REPORTS }' };

describe('an SDL file', () => {
  it('of this house has no problem', () => {
    expect(sdlProblems(sdlFiles.map((name) => ({ name, text: sdlOf(name) })))).toEqual([]);
  });

  it('that is no GraphQL is named with its line', () => {
    expect(sdlProblems([access, { name: 'mcc.graphql', text: 'type Query {\n  page: \n}' }])).toEqual([
      'mcc.graphql:3: Syntax Error: Expected Name, found "}".',
    ]);
  });

  it('with a method or module that there is not is named with its line, the field and those there are', () => {
    const text = 'type Query {\n  page: String @access(method: GET, module: REPORT)\n  other: String @access(method: get, module: REPORTS)\n}';
    expect(sdlProblems([access, { name: 'mcc.graphql', text }])).toEqual([
      'mcc.graphql:2: page has @access(module: REPORT); there are REPORTS.',
      'mcc.graphql:3: other has @access(method: get); there are GET, PUT.',
    ]);
  });
});
