/**
 * The configuration store's tables, alike in SQLite and PostgreSQL; columns are snake_case there.
 * Times are texts of ISO 8601, UTC, with milliseconds (`2026-01-31T09:00:00.000Z`): their order as text is their order in time.
 */
import type { HttpMethod, Module } from '@edgegraph/permissions/modules.ts';
import type { AccessEventKind } from '@edgegraph/rest/access-log.ts';
import type { MediaTypeId } from '@edgegraph/rest/codec.ts';
import type { CacheRule } from '@edgegraph/rest/mcc/cache-rules.ts';
import type { ColumnType, Generated, Kysely } from 'kysely';
import type { Site } from '../edge/site.ts';
import type { EdgeLoad, EdgePurge, LoadOutcome } from '../fleet/edge-driver.ts';
import type { Flag } from './flag.ts';
import type { JsonText } from './json-text.ts';

/** The store, or a transaction on it. */
export type Database = Kysely<Tables>;

export interface Tables {
  customers: CustomersTable;
  users: UsersTable;
  tokens: TokensTable;
  accessEvents: AccessEventsTable;
  origins: OriginsTable;
  edgeCnames: EdgeCnamesTable;
  contentJobs: ContentJobsTable;
  journalCounter: JournalCounterTable;
  fleetJournal: FleetJournalTable;
  journalAcknowledgements: JournalAcknowledgementsTable;
  edges: EdgesTable;
  edgeSessions: EdgeSessionsTable;
  edgeWatermarks: EdgeWatermarksTable;
  eventSources: EventSourcesTable;
  cacheSettings: CacheSettingsTable;
  tokenDirectories: TokenDirectoriesTable;
  tokenKeys: TokenKeysTable;
  logFormats: LogFormatsTable;
  logStorage: LogStorageTable;
  cacheRules: CacheRulesTable;
  configurations: ConfigurationsTable;
  configVersions: ConfigVersionsTable;
  closedMonths: ClosedMonthsTable;
}

export type CustomerStatus = 'active' | 'trial' | 'suspended' | 'inactive';

export interface CustomersTable {
  accountNumber: string;
  name: string;
  status: CustomerStatus;
  modules: JsonText<readonly Module[]>;
  createdAt: string;
  /** By which its provider knows it; unique. Null: by none. */
  customId: Generated<string | null>;
  /** Days that core reports reach back; null: for ever. */
  coreDays: number | null;
  /** Days that logged requests, and reports of files, are kept; null: for ever. */
  contentDays: number | null;
}

/** How to reach a user. */
export interface Contact {
  readonly title?: string;
  readonly phone?: string;
  readonly mobile?: string;
  readonly fax?: string;
  readonly address1?: string;
  readonly address2?: string;
  readonly city?: string;
  readonly state?: string;
  readonly zip?: string;
  readonly country?: string;
}

export interface UsersTable {
  id: Generated<number>;
  accountNumber: string;
  /** In lower case. */
  login: string;
  firstName: string;
  lastName: string;
  contact: JsonText<Contact>;
  isAdministrator: Flag;
  /** Of the permissions; counts their saves from 1. */
  version: number;
  methods: JsonText<readonly HttpMethod[]>;
  modules: JsonText<readonly Module[]>;
  /** Who saved the permissions last; null once that user is gone. */
  savedByUserId: number | null;
  savedByLogin: string | null;
  savedAt: string | null;
  createdAt: string;
}

export type TokenKind = 'primary' | 'backup';

export interface TokensTable {
  id: Generated<number>;
  userId: number;
  kind: TokenKind;
  hash: string;
  name: string | null;
  createdAt: string;
  /** Null: never. */
  expiresAt: string | null;
  lastUsedAt: string | null;
  /** IP addresses and ranges of them; none: any address. */
  allowedCidrs: JsonText<readonly string[]>;
}

/** A column that is written once. */
type Appended<Value> = ColumnType<Value, Value, never>;

/** Some of a thing's members at one time. */
export type State = Readonly<Record<string, unknown>>;

/** The access log: rows are added, and deleted once they are too old. */
export interface AccessEventsTable {
  id: ColumnType<number, never, never>;
  at: Appended<string>;
  accountNumber: Appended<string>;
  kind: Appended<AccessEventKind>;
  actorUserId: Appended<number | null>;
  actorLogin: Appended<string | null>;
  tokenName: Appended<string | null>;
  address: Appended<string | null>;
  subjectUserId: Appended<number | null>;
  subjectLogin: Appended<string | null>;
  stateBefore: Appended<JsonText<State | null>>;
  stateAfter: Appended<JsonText<State | null>>;
  detail: Appended<string | null>;
  /** 1, or how many denials the row stands for. */
  count: Appended<number>;
}

/** PF: the first hostname, the next ones when it fails. RR: all in turn. */
export type LoadBalancing = 'PF' | 'RR';

export interface OriginsTable {
  id: Generated<number>;
  accountNumber: string;
  mediaTypeId: MediaTypeId;
  directoryName: string;
  hostHeader: string;
  httpHostnames: JsonText<readonly string[]>;
  httpLoadBalancing: LoadBalancing | null;
  httpsHostnames: JsonText<readonly string[]>;
  httpsLoadBalancing: LoadBalancing | null;
  networkConfiguration: number;
  shieldPops: JsonText<readonly string[]>;
  followRedirects: Flag;
  validationUrl: string | null;
  createdAt: string;
  updatedAt: string;
}

export interface EdgeCnamesTable {
  id: Generated<number>;
  accountNumber: string;
  mediaTypeId: MediaTypeId;
  name: string;
  dirPath: string;
  /** Null: the CDN's storage. */
  originId: number | null;
  enableCustomReports: Flag;
  createdAt: string;
  updatedAt: string;
}

export type ContentAction = 'purge' | 'load';

/** `single` and `bulk` as REST tells them apart; `any` came by the route that takes targets of every kind. */
export type ContentJobKind = 'single' | 'bulk' | 'any';

/** `queued`: waits for others of its customer; `running`: waits for edges. */
export type ContentJobStatus = 'queued' | 'running' | 'done' | 'cancelled';

/** What a purge or load names; the value of `all` is empty. URLs are as the customer gave them. */
export interface ContentTarget {
  readonly kind: 'url' | 'directory' | 'prefix' | 'pattern' | 'surrogateKey' | 'edgeCname' | 'all';
  readonly value: string;
}

export interface ContentJobsTable {
  id: string;
  /** Ascending in the order of acceptance; from the journal's counter. */
  number: number;
  accountNumber: string;
  action: ContentAction;
  kind: ContentJobKind;
  targets: JsonText<readonly ContentTarget[]>;
  /** What edges are told: the targets in each site that serves them, as the sites were when the job was accepted. */
  purges: JsonText<readonly EdgePurge[]>;
  /** The same of a load, or of the load that follows a purge. */
  loads: JsonText<readonly EdgeLoad[]>;
  /** How much of the customer's limit it takes while it is unfinished. */
  size: number;
  mediaTypeIds: JsonText<readonly MediaTypeId[]>;
  /** Empty: all. */
  regionIds: JsonText<readonly number[]>;
  soft: Flag;
  thenLoad: Flag;
  status: ContentJobStatus;
  inDate: string;
  dispatchedAt: string | null;
  completeDate: string | null;
  /** Unique for the customer. */
  idempotencyKey: string | null;
  /** No reference: the job outlives the user. */
  createdByUserId: number | null;
  createdByLogin: string | null;
  /** Of the journal's entry that its edges are to do; null while it is queued. */
  sequence: number | null;
}

/** One row, whose lock puts those that append to the journal, or join the fleet, in a line until they commit. */
export interface JournalCounterTable {
  id: 1;
  sequence: number;
}

export type JournalKind = 'configure' | 'check' | 'count' | 'purge' | 'load';

/** What the edges are to do, in the order of the sequences, which is that of the commits. */
export interface FleetJournalTable {
  sequence: number;
  kind: JournalKind;
  accountNumber: string;
  jobId: string | null;
  /** Of the configuration; null where there is none to tell. */
  version: number | null;
  /** What the message to the edges carries; null of `configure`: the sites as they are when it is sent. */
  content: JsonText<JournalContent> | null;
  at: string;
}

/** The purges, loads or sites of an entry. */
export type JournalContent = readonly EdgePurge[] | readonly EdgeLoad[] | readonly Site[];

/** A row for each edge that an entry waits for, from the moment it is appended; of `configure` only where an edge had problems. */
export interface JournalAcknowledgementsTable {
  edge: string;
  sequence: number;
  /** The edge's when the entry was appended. */
  pop: string;
  sentAt: string | null;
  /** Null: the edge has not acknowledged it. */
  at: string | null;
  objects: number;
  remaining: number;
  bytes: number;
  /** Of a load, in its order. */
  loads: JsonText<readonly LoadOutcome[]>;
  /** Null: none. */
  problem: string | null;
}

export interface EdgesTable {
  name: string;
  /** Three capital letters. */
  pop: string;
  driver: string;
  /** The one that counts, of those that say this name. */
  session: string;
  /** The sequence up to which it has done everything, or has it under way. */
  cursor: number;
  joinedAt: string;
  seenAt: string;
  /** Since when nothing waits for it; null: it is a member of the fleet. */
  retiredAt: string | null;
}

/** Every session that an edge has begun; only its latest counts. */
export interface EdgeSessionsTable {
  session: string;
  edge: string;
  since: string;
}

/** A row once an edge has told how far its events have come. */
export interface EdgeWatermarksTable {
  edge: string;
  /** Every event of the edge from before is stored. */
  completeUntil: string;
}

/** What sends events over HTTP. */
export interface EventSourcesTable {
  name: string;
  /** The number of the last line that was dealt with. */
  position: number;
  seenAt: string;
}

/** standard-cache: the query string does not count; no-cache: what has one is not cached; unique-cache: each one is cached by itself. */
export type QueryStringCaching = 'standard-cache' | 'no-cache' | 'unique-cache';

/** A row once a customer has set something on a platform. */
export interface CacheSettingsTable {
  accountNumber: string;
  mediaTypeId: MediaTypeId;
  compress: Flag;
  compressedTypes: JsonText<readonly string[]>;
  queryStringCaching: QueryStringCaching;
  logQueryStrings: Flag;
}

export interface TokenDirectoriesTable {
  id: Generated<number>;
  accountNumber: string;
  mediaTypeId: MediaTypeId;
  /** With a slash in front and none behind. */
  directory: string;
}

/** A row once a customer has set a key for a platform. */
export interface TokenKeysTable {
  accountNumber: string;
  mediaTypeId: MediaTypeId;
  /** Sealed by the vault. */
  sealedKey: string;
}

/** A row once a customer has set something. */
export interface LogFormatsTable {
  accountNumber: string;
  baseFormat: 1 | 2;
  dateTimeFormat: 0 | 1;
  removeContentAccessPoint: Flag;
  customFieldHeader: string | null;
}

/** A row once a customer has set something. */
export interface LogStorageTable {
  accountNumber: string;
  isEnabled: Flag;
  daysToKeep: number;
  mediaTypeIds: JsonText<readonly MediaTypeId[]>;
}

/** A row where an edge CNAME has rules. */
export interface CacheRulesTable {
  edgeCnameId: number;
  rules: JsonText<readonly CacheRule[]>;
}

/** A row once a customer's configuration was read or changed as versions. */
export interface ConfigurationsTable {
  accountNumber: string;
  /** The greatest number of its versions, drafts included. */
  lastNumber: number;
  /** The version that the other tables hold. */
  activeNumber: number;
}

export type ConfigVersionState = 'draft' | 'activated' | 'discarded';

export interface ConfigVersionsTable {
  accountNumber: Appended<string>;
  number: Appended<number>;
  state: ConfigVersionState;
  /** A configuration document. */
  document: Appended<string>;
  /** Null: that user is gone, or the version is what was found when versions began. */
  authorUserId: number | null;
  authorLogin: Appended<string | null>;
  comment: Appended<string | null>;
  /** The version that it was made on; null: none. */
  basedOn: number | null;
  /** The version that it repeats; null: none. */
  restores: Appended<number | null>;
  createdAt: Appended<string>;
  activatedAt: string | null;
  /** Null: nobody, or the version is what was found when versions began. */
  activatedByLogin: string | null;
  /** Of the journal's entry that tells the edges; null before the activation, and of what was there before versions. */
  sequence: number | null;
}

/** What is billed of a month on one platform, or of its HTTPS traffic alone, in one billing region, -1 being all; counts as decimal text. */
export interface BilledUsage {
  readonly mediaTypeId: number;
  readonly regionId: number;
  readonly bytes: string;
  readonly peakBytes: string;
}

/** The books of a month: once a row is there, nothing of it changes. */
export interface ClosedMonthsTable {
  accountNumber: Appended<string>;
  /** `YYYY-MM`. */
  month: Appended<string>;
  /** Where there was anything. */
  usage: Appended<JsonText<readonly BilledUsage[]>>;
  closedAt: Appended<string>;
}
