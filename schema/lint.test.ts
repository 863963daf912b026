import { describe, expect, it } from 'vitest';
import { clientSchema, compose } from './compose.ts';
import { identifiedNames } from './entities.ts';
import { lint } from './lint.ts';
import { subgraphNames, subgraphSdl, supergraphSdl } from './subgraphs.ts';

const header = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@composeDirective"])
    @link(url: "https://example.com/access/v1.0", import: ["@access"])
    @composeDirective(name: "@access")
  directive @access("a" method: HttpMethod "a" module: Module) on FIELD_DEFINITION
  "a" enum HttpMethod { "a" GET "a" POST "a" PUT "a" DELETE }
  "a" enum Module { "a" PAGES "a" OTHER }
`;

function problems(sdl: string): string[] {
  const whole = header + sdl;
  const composition = compose([{ name: 'one', sdl: whole }]);
  if ('errors' in composition) throw new Error(composition.errors.join('\n'));
  return lint(clientSchema(composition.sdl), new Set(identifiedNames(whole)));
}

describe('the schema of the house', () => {
  it('keeps every convention', () => {
    const entities = new Set(subgraphNames.flatMap((name) => identifiedNames(subgraphSdl(name))));
    expect(lint(clientSchema(supergraphSdl()), entities)).toEqual([]);
  });
});

describe('a field without @access', () => {
  it('is a problem at the root', () => {
    expect(problems('type Query { "a" page: String }')).toEqual([
      'Query.page has no @access; give it the method and module of its REST route.',
    ]);
  });

  it('is a problem where it hands out an entity, in a list or in a page', () => {
    expect(
      problems(`
        type Query { "a" page: Page @access(method: GET, module: PAGES) }
        "a" type Page @key(fields: "id") { "a" id: ID! "a" next: Page "a" all: [Page!] "a" children: PageConnection }
        "a" type PageConnection { "a" nodes: [Page!]! }
      `),
    ).toEqual(['next', 'all', 'children'].map((name) => `Page.${name} has no @access; give it the method and module of its REST route.`));
  });

  it('is a problem where it takes arguments on an entity, since it must ask a service', () => {
    expect(
      problems(`
        type Query { "a" page: Page @access(method: GET, module: PAGES) }
        "a" type Page @key(fields: "id") { "a" id: ID! "a" views("a" last: Int): Int }
      `),
    ).toEqual(['Page.views has no @access; give it the method and module of its REST route.']);
  });

  it('is fine where it hands out a value, all of which its key says', () => {
    expect(
      problems(`
        type Query { "a" page: Page @access(method: GET, module: PAGES) }
        "a" type Page @key(fields: "id") { "a" id: ID! "a" published: Span! }
        "a" type Span @key(fields: "from to") { "a" from: Int! "a" to: Int! "a" readers("a" last: Int): Int @access(method: GET, module: OTHER) }
      `),
    ).toEqual([]);
  });

  it('is fine where it reads what its parent has read', () => {
    expect(
      problems(`
        type Query { "a" page: Page @access(method: GET, module: PAGES) }
        "a" type Page @key(fields: "id") { "a" id: ID! "a" title: String! }
      `),
    ).toEqual([]);
  });
});

describe('a field with @access', () => {
  it('must be nullable', () => {
    expect(problems('type Query { "a" page: String! @access(method: GET, module: PAGES) }')).toEqual([
      'Query.page has @access and must be nullable, so that its denial costs itself alone.',
    ]);
  });

  it('needs GET in a query, and in a mutation what its name says', () => {
    expect(
      problems(`
        type Query { "a" page: String @access(method: PUT, module: PAGES) }
        type Mutation {
          "a" createPage: String @access(method: PUT, module: PAGES)
          "a" updatePage: String @access(method: PUT, module: PAGES)
          "a" deletePage: String @access(method: POST, module: PAGES)
          "a" cancelPage: String @access(method: DELETE, module: PAGES)
          "a" purge: String @access
        }
      `),
    ).toEqual([
      'Query.page has @access(method: PUT); by its name it needs GET.',
      'Mutation.createPage has @access(method: PUT); by its name it needs POST.',
      'Mutation.deletePage has @access(method: POST); by its name it needs DELETE.',
      'Mutation.purge has @access(method: null); by its name it needs PUT.',
    ]);
  });

  it('hands out an entity under one module alone', () => {
    expect(
      problems(`
        type Query {
          "a" page: Page @access(method: GET, module: PAGES)
          "a" hiddenPage: Page @access(method: GET, module: OTHER)
        }
        "a" type Page @key(fields: "id") { "a" id: ID! }
      `),
    ).toEqual([
      'Page is handed out under several modules: Query.page (PAGES), Query.hiddenPage (OTHER). Give all the module that reads Page.',
    ]);
  });
});

describe('what has no description', () => {
  it('is a problem, be it a type, field, argument, enum value or input field', () => {
    expect(
      problems(`
        type Query { page(size: Size, filter: Filter): Page @access }
        type Page { title: String }
        enum Size { SMALL }
        input Filter { text: String }
      `).map((problem) => problem.split(' has no description')[0]),
    ).toEqual(expect.arrayContaining(['Query.page', 'Query.page(size:)', 'Page', 'Page.title', 'Size', 'Size.SMALL', 'Filter', 'Filter.text']));
  });
});
