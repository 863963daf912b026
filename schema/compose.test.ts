import { describe, expect, it } from 'vitest';
import { accessOf } from './access.ts';
import { clientSchema, compose } from './compose.ts';
import { subgraphNames, subgraphSdl, supergraphSdl } from './subgraphs.ts';

describe('the checked-in supergraph', () => {
  it('is what the four subgraphs compose to', () => {
    expect(compose(subgraphNames.map((name) => ({ name, sdl: subgraphSdl(name) })))).toEqual({ sdl: supergraphSdl() });
  });
});

describe('the client schema', () => {
  const schema = clientSchema(supergraphSdl());

  it('has nothing of federation', () => {
    const names = [...Object.keys(schema.getTypeMap()), ...schema.getDirectives().map(({ name }) => name)];
    expect(names.filter((name) => /^(join__|link__|_)/.test(name) && !name.startsWith('__'))).toEqual([]);
  });

  it('keeps what @access asks', () => {
    const fields = schema.getQueryType()?.getFields();
    expect(fields?.viewer && accessOf(schema, fields.viewer)).toEqual({ method: null, module: null });
    const purge = schema.getMutationType()?.getFields().purge;
    expect(purge && accessOf(schema, purge)).toEqual({ method: 'PUT', module: 'PURGE_LOAD' });
  });
});

describe('the description of a guarded field', () => {
  it('ends with the method and module that the field needs', () => {
    const fields = clientSchema(supergraphSdl()).getMutationType()?.getFields();
    expect(fields?.createOrigin?.description).toBe('Creates a customer origin. Needs POST on CUSTOMER_ORIGINS.');
    expect(clientSchema(supergraphSdl()).getQueryType()?.getFields().modules?.description).toMatch(/ Needs a valid token\.$/);
  });
});

describe('subgraphs that contradict each other', () => {
  it('give errors that name the field, and no supergraph', () => {
    const sdl = (type: string) => `type Query { page: ${type} }`;
    const composition = compose([
      { name: 'one', sdl: sdl('String') },
      { name: 'two', sdl: sdl('Int') },
    ]);
    expect(composition).toEqual({ errors: expect.arrayContaining([expect.stringContaining('Query.page')]) });
  });
});
