import { isClickHouseUrl } from '@edgegraph/cdn/analytics/clickhouse/url.ts';
import { isPostgresUrl } from '@edgegraph/cdn/database/postgres-url.ts';
import { isEdgeSecret } from '@edgegraph/cdn/fleet/edge-secret.ts';
import { edgeName } from '@edgegraph/cdn/fleet/protocol.ts';
import { popByCode } from '@edgegraph/cdn/network/pops.ts';
import { z } from 'zod';

const configuration = z.object({
  /** Where everything is stored that is not in the database; created if missing. */
  DATA_DIR: z.string().min(1).default('data'),
  /** The PostgreSQL database that holds the configuration; without it, a file in DATA_DIR does. */
  DATABASE_URL: z.string().refine(isPostgresUrl, 'must be postgres://user:password@host:5432/database, with /, ?, # and @ in the password percent-encoded.').optional(),
  /** How many connections to the database a process holds at most, beside the one on which it hears of other processes' changes. */
  DATABASE_POOL_SIZE: z.coerce.number({ error: 'must be a number of connections, 1 or more.' }).int().min(1).default(10),
  /** The ClickHouse server that holds the requests served; without it, DATA_DIR does. */
  CLICKHOUSE_URL: z.string().refine(isClickHouseUrl, 'must be http://user:password@host:8123/database or https://…, with /, ?, # and @ in the password percent-encoded.').optional(),
  /** The cluster of that server, over which the tables are replicated. */
  CLICKHOUSE_CLUSTER: z.string().regex(/^[\w.-]+$/, 'must be the name of a cluster in the configuration of ClickHouse.').optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  /** 0 takes a free port. */
  PORT: z.coerce.number({ error: 'must be a port, 0 to 65535.' }).int().min(0).max(65_535).default(4000),
  /** The administrator's token; made up on the first start if left out. */
  ADMIN_TOKEN: z.string().regex(/^[!-~]{8,}$/, 'must have at least 8 characters of ASCII and no spaces; best a random GUID.').optional(),
  /** Whether a first start brings a sample: an origin, an edge CNAME and 8,000 logged requests. */
  SAMPLE_DATA: z.enum(['on', 'off'], { error: 'must be on or off.' }).default('on'),
  /** Who may read the schema: holders of a valid token, the same but only what the token may use, everybody, or nobody. */
  INTROSPECTION: z.enum(['token', 'filtered', 'public', 'off'], { error: 'must be token, filtered, public or off.' }).default('token'),
  /** What the host names of CDN URLs end in: `wpc.<account number>.<domain>`. */
  CDN_DOMAIN: z
    .string()
    .toLowerCase()
    .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/, 'must be a domain such as cdn.example.net.')
    .default('edgecastcdn.net'),
  /** Whether origins may be at loopback, link-local and private addresses. */
  PRIVATE_ORIGINS: z.enum(['on', 'off'], { error: 'must be on or off.' }).default('off'),
  /** How many URLs of a customer's purges may be outstanding, and as many of its loads. */
  PURGE_LIMIT: z.coerce.number({ error: 'must be a number of URLs, 1 to 1,000.' }).int().min(1).max(1000).default(50),
  /** How many days the access log keeps its entries. */
  ACCESS_LOG_DAYS: z.coerce.number({ error: 'must be a number of days, 1 or more.' }).int().min(1).default(400),
  /** Milliseconds that a REST call may take. */
  REST_TIMEOUT: z.coerce.number({ error: 'must be milliseconds, 1 or more.' }).int().min(1).default(10_000),
  /** What edges prove themselves by; made up and kept in DATA_DIR if left out. */
  EDGE_SECRET: z.string().refine(isEdgeSecret, 'must have at least 16 characters of ASCII and no spaces; best a random GUID.').optional(),
  /** The port of the edge that is started along; 0 takes a free one, and `off` starts none. */
  EDGE_PORT: z.union([z.literal('off'), z.coerce.number().int().min(0).max(65_535)], { error: 'must be a port, 0 to 65535, or off.' }).default(8080),
  EDGE_HOST: z.string().min(1).default('127.0.0.1'),
  /** The point of presence that this edge is in. */
  EDGE_POP: z.string().refine((code) => popByCode(code)?.code === code, 'must be a POP of this CDN in capital letters, such as LAX; `pops` of the graph lists them.').default('LAX'),
  /** Its name in the fleet. */
  EDGE_NAME: edgeName.default('local-1'),
  /** Subscriptions that one token may have open at a time. */
  SUBSCRIPTIONS_PER_TOKEN: z.coerce.number({ error: 'must be a number, 1 or more.' }).int().min(1).default(100),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], { error: 'must be a level of pino, such as info.' }).default('warn'),
});

/** The settings, each named as in the environment. */
export type Configuration = Readonly<z.output<typeof configuration>>;

/** Reads the settings. Throws one error that names every setting that is wrong, and the fix. */
export function readConfiguration(environment: Readonly<Record<string, string | undefined>>): Configuration {
  const parsed = configuration.safeParse(environment);
  if (parsed.success) return parsed.data;
  throw new Error(`The environment has settings that can't be used:\n${parsed.error.issues.map(({ path, message }) => `  ${path.join('.')} ${message}`).join('\n')}`);
}
