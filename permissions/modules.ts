import type { HttpMethod, Module } from '@edgegraph/schema/generated/access.ts';

export type { HttpMethod, Module };

/** The HTTP methods that can be granted, in the order in which the Users page shows them. */
export const httpMethods: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'DELETE'];

/** The tree of access modules: each one's parent, null at the top. The SDL's enum names them; one without a line here does not type-check. */
export const parentModule: Readonly<Record<Module, Module | null>> = {
  DASHBOARD: null,
  CONFIGURATION: null,
  CUSTOMER_ORIGINS: 'CONFIGURATION',
  EDGE_CNAMES: 'CONFIGURATION',
  CACHE_SETTINGS: 'CONFIGURATION',
  COMPRESSION: 'CACHE_SETTINGS',
  QUERY_STRING_CACHING: 'CACHE_SETTINGS',
  QUERY_STRING_LOGGING: 'CACHE_SETTINGS',
  TOKEN_AUTH: 'CONFIGURATION',
  RULES: 'CONFIGURATION',
  CONFIG_VERSIONS: 'CONFIGURATION',
  CONTENT: null,
  PURGE_LOAD: 'CONTENT',
  REPORTS: null,
  CORE_REPORTS: 'REPORTS',
  CUSTOM_REPORTS: 'REPORTS',
  RAW_LOGS: 'REPORTS',
  REAL_TIME_STATS: null,
  ADMINISTRATION: null,
  USERS: 'ADMINISTRATION',
  VIEW_USERS: 'USERS',
  ADD_USER: 'USERS',
  EDIT_USER: 'USERS',
  DELETE_USER: 'USERS',
  ACCESS_LOG: 'ADMINISTRATION',
};

// Object.keys widens to string; the record above has exactly the modules as keys.
/** Every access module, parents before their children. */
export const modules = Object.keys(parentModule) as readonly Module[];
