import { Kind, type ObjectTypeDefinitionNode, type ObjectTypeExtensionNode, parse } from 'graphql';

type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** The names of the types with a `@key` in a subgraph's SDL. */
export const entityNames = (sdl: string): string[] => keyedTypes(sdl).map(({ name }) => name.value);

/** Those among them that stand for something stored: an ID is in their key. The others are values, such as a range of time: their key says all that they are. */
export const identifiedNames = (sdl: string): string[] =>
  keyedTypes(sdl)
    .filter((type) => keyFields(type).some((field) => isId(type, field)))
    .map(({ name }) => name.value);

const keyedTypes = (sdl: string): ObjectNode[] =>
  parse(sdl).definitions.filter(
    (definition): definition is ObjectNode =>
      (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION) && keysOf(definition).length > 0,
  );

const keysOf = ({ directives = [] }: ObjectNode) => directives.filter(({ name }) => name.value === 'key');

const keyFields = (type: ObjectNode): string[] =>
  keysOf(type).flatMap(({ arguments: given = [] }) => given.flatMap(({ name, value }) => (name.value === 'fields' && value.kind === Kind.STRING ? value.value.split(/\s+/) : [])));

const isId = ({ fields = [] }: ObjectNode, name: string): boolean =>
  fields.some((field) => {
    const type = field.type.kind === Kind.NON_NULL_TYPE ? field.type.type : field.type;
    return field.name.value === name && type.kind === Kind.NAMED_TYPE && type.name.value === 'ID';
  });
