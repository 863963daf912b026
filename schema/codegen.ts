import type { CodegenConfig } from '@graphql-codegen/cli';

/** The types of access.graphql, for permissions and errors.ts. */
const config: CodegenConfig = {
  schema: ['access.graphql', 'users.graphql'],
  generates: {
    'generated/access.ts': { plugins: ['typescript'], config: { onlyEnums: true, enumType: 'string-literal', enumsAsTypes: true } },
  },
};

export default config;
