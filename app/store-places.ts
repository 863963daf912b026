import type { ClickHousePlace } from '@edgegraph/cdn/analytics/open-store.ts';
import type { Configuration } from './configuration.ts';

/** Where the stores are. */
export interface StorePlaces {
  readonly dataDirectory: string;
  /** The PostgreSQL database that holds the configuration; a file in the data directory if left out. */
  readonly databaseUrl?: string | undefined;
  /** The ClickHouse server that holds the requests served; the data directory if left out. */
  readonly clickhouse?: ClickHousePlace | undefined;
}

/** As the settings say. */
export const storePlaces = ({ DATA_DIR, DATABASE_URL, CLICKHOUSE_URL: url, CLICKHOUSE_CLUSTER: cluster }: Configuration): StorePlaces => ({
  dataDirectory: DATA_DIR,
  databaseUrl: DATABASE_URL,
  clickhouse: url === undefined ? undefined : { url, cluster },
});
