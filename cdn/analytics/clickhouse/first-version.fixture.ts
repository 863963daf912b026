/** The tables as the first version made them, with 90,000 events from noon of 17 May 2015 on, one a second. */
export const firstVersion: readonly string[] = [
  'CREATE TABLE migrations (version UInt32) ENGINE = MergeTree ORDER BY version',
  `CREATE TABLE events (
    source LowCardinality(String),
    sequence UInt64,
    time DateTime64(3, 'UTC') CODEC(Delta, ZSTD),
    accountNumber LowCardinality(String),
    mediaTypeId UInt8,
    cnameId UInt64,
    originId UInt64,
    ssl Bool,
    method LowCardinality(String),
    path String CODEC(ZSTD),
    query String CODEC(ZSTD),
    protocol LowCardinality(String),
    status UInt16,
    cacheStatus LowCardinality(String),
    bytes UInt64,
    originBytes UInt64,
    timeTakenMs Nullable(Float64),
    clientIp String CODEC(ZSTD),
    referrer String CODEC(ZSTD),
    userAgent String CODEC(ZSTD),
    pop LowCardinality(String),
    regionId Int16,
    PROJECTION positions (SELECT source, max(sequence) GROUP BY source)
  )
  ENGINE = MergeTree
  ORDER BY (accountNumber, mediaTypeId, time)
  SETTINGS fsync_after_insert = 1, fsync_part_directory = 1`,
  'INSERT INTO migrations VALUES (1)',
  `INSERT INTO events SELECT 'edge-1', number + 1, toDateTime64('2015-05-17 12:00:00', 3, 'UTC') + number, '0001', 3, number % 3, 0, false,
     'GET', concat('/a/', toString(number % 7)), '', 'HTTP/1.1', if(number % 5 = 0, 404, 200), 'NONE', 1000, 10, NULL, '192.0.2.1',
     'https://www.EXAMPLE.com:8080/x', ['', 'it\\'s/1.0 \\n "x"', 'wget/1.21'][number % 3 + 1], '', -1
   FROM numbers(90000)`,
];
