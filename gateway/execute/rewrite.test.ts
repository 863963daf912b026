import { buildSchema } from 'graphql';
import { expect, it } from 'vitest';
import { rewrite, rewritePath } from './rewrite.ts';

const schema = buildSchema(
  'type Query { n: Node } interface Node { id: ID } type A implements Node { id: ID } type B { id: ID }',
);

it('a key is renamed at every place of its path, on objects of the named types only', () => {
  const data = { list: [{ __typename: 'A', alias: 1 }, null, { __typename: 'B', alias: 2 }, [{ __typename: 'A' }]] };
  rewrite(
    data,
    [{ path: [{ Key: 'list' }, { TypenameEquals: ['Node'] }, { Key: 'alias' }], change: { renameTo: 'id' } }],
    schema,
  );
  expect(data).toEqual({ list: [{ __typename: 'A', id: 1 }, null, { __typename: 'B', alias: 2 }, [{ __typename: 'A' }]] });
});

it('a value is set', () => {
  const representation = { __typename: 'A', id: 1 };
  rewrite(representation, [{ path: [{ TypenameEquals: ['Node'] }, { Key: '__typename' }], change: { setTo: 'Node' } }], schema);
  expect(representation).toEqual({ __typename: 'Node', id: 1 });
});

it('a path into an answer gets the renamed keys', () => {
  const rewrites = [{ path: [{ Key: 'list' }, { Key: 'alias' }], change: { renameTo: 'id' } }];
  expect(rewritePath(['list', 3, 'alias', 'x'], rewrites)).toEqual(['list', 3, 'id', 'x']);
});
