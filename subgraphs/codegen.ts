import type { CodegenConfig } from '@graphql-codegen/cli';

/** Resolver types for one subgraph; `models` are the parent values that its resolvers get where they differ from the graph's own shape. */
const subgraph = (name: string, models: Record<string, string>): CodegenConfig['generates'] => ({
  [`generated/${name}.ts`]: {
    schema: ['../schema/access.graphql', `../schema/${name}.graphql`],
    plugins: ['typescript', 'typescript-resolvers'],
    config: {
      federation: true,
      enumsAsTypes: true,
      useTypeImports: true,
      contextType: `../${name}/loaders.ts#Context`,
      importExtension: '',
      immutableTypes: true,
      scalars: {
        ID: { input: 'string', output: 'string | number' },
        BigInt: { input: 'bigint', output: 'bigint' },
        DateTime: { input: 'Date', output: 'Date' },
        Duration: 'string',
      },
      mappers: { Customer: '../context.ts#CustomerModel', ...models },
    },
  },
});

const config: CodegenConfig = {
  generates: {
    ...subgraph('mcc', {
      CustomerOrigin: '../mcc/translate.ts#OriginModel',
      EdgeCname: '../mcc/translate.ts#EdgeCnameModel',
      CreateOriginPayload: '../mcc/translate.ts#OriginPayload',
      UpdateOriginPayload: '../mcc/translate.ts#OriginPayload',
      ReselectOriginPayload: '../mcc/translate.ts#OriginPayload',
      CreateEdgeCnamePayload: '../mcc/translate.ts#IdPayload',
      UpdateEdgeCnamePayload: '../mcc/translate.ts#IdPayload',
      SetCompressionPayload: '../mcc/cache-settings.ts#PlatformPayload',
      SetQueryStringCachingPayload: '../mcc/cache-settings.ts#PlatformPayload',
      SetQueryStringLoggingPayload: '../mcc/cache-settings.ts#PlatformPayload',
      CreateTokenDirectoryPayload: '../mcc/translate.ts#IdPayload',
      UpdateTokenDirectoryPayload: '../mcc/translate.ts#IdPayload',
      SetLogFormatPayload: '../context.ts#CustomerModel',
      SetLogStoragePayload: '../context.ts#CustomerModel',
      SetCacheRulesPayload: '../mcc/translate.ts#IdPayload',
      Range: '../mcc/range.ts#RangeModel',
      ConfigVersion: '../mcc/config-version-loaders.ts#ConfigVersionModel',
      CreateConfigDraftPayload: '../mcc/config-versions.ts#NumberPayload',
      ActivateConfigVersionPayload: '../mcc/config-versions.ts#NumberPayload',
      PurgePayload: '../mcc/content-jobs.ts#PurgeModel',
      LoadPayload: '../mcc/translate.ts#IdPayload',
      CancelContentJobPayload: '../mcc/translate.ts#IdPayload',
    }),
    ...subgraph('reporting', {
      Traffic: '../reporting/traffic.ts#TrafficModel',
      TrafficMetrics: '../reporting/traffic-metrics.ts#TrafficMetricsModel',
      TrafficGroups: '../reporting/traffic-groups.ts#TrafficGroupsModel',
      TrafficGroup: '../reporting/traffic-groups.ts#TrafficGroupModel',
      TrafficKey: '../reporting/traffic-dimensions.ts#TrafficKeyModel',
      RawLog: '../reporting/raw-logs.ts#RawLogModel',
      EdgeCname: '../context.ts#EntityModel',
      CustomerOrigin: '../context.ts#EntityModel',
    }),
    ...subgraph('realtimestats', { Live: '../realtimestats/translate.ts#LiveModel', EdgeCname: '../context.ts#EntityModel' }),
    ...subgraph('users', {
      Viewer: '../users/translate.ts#ViewerModel',
      User: '../users/translate.ts#UserModel',
      CreateUserPayload: '../users/translate.ts#IssuedModel',
      UpdateUserPayload: '../users/translate.ts#IdModel',
      SetPermissionsPayload: '../users/translate.ts#SavedModel',
      GrantForOperationPayload: '../users/translate.ts#SavedModel',
    }),
  },
};

export default config;
