import { defineConfig } from 'vitest/config';

/** One configuration for every room: Node runs the sources itself (type stripping), so that tests load what production loads. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    experimental: { viteModuleRunner: false },
    reporters: ['default', ['json', { outputFile: '.vitest/results.json' }]],
  },
});
