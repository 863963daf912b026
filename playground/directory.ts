import { fileURLToPath } from 'node:url';

/** Where `npm run build` puts the playground; to be served at `/playground/`. */
export const playgroundDirectory = fileURLToPath(new URL('./dist/', import.meta.url));
