import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Both before anything else is loaded. Outside production graphql-js checks types more slowly, for faults that only development brings.
process.env.NODE_ENV ??= 'production';
// What Node strips of types and compiles is kept for the next start.
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url)));

await import('./serve.ts');
