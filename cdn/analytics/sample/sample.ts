import { fileURLToPath } from 'node:url';

/** The bundled access log: 8,000 requests in Combined Log Format; its licence stands in NOTICE beside it. */
export const sampleLogPath = fileURLToPath(new URL('./access.log.gz', import.meta.url));
