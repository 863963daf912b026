import type { Dispatcher, interceptors } from 'undici';

export type Dispatch = Dispatcher['dispatch'];
export type DispatchOptions = Dispatcher.DispatchOptions;
export type DispatchHandler = Dispatcher.DispatchHandler;
export type DispatchController = Dispatcher.DispatchController;

type CacheOptions = NonNullable<Parameters<typeof interceptors.cache>[0]>;

/** What undici's cache asks of a store; its own types have no other way out of the package. */
export type CacheStore = NonNullable<CacheOptions['store']>;
export type CacheKey = Parameters<CacheStore['get']>[0];
export type CacheValue = Parameters<CacheStore['createWriteStream']>[1];
export type CacheResult = NonNullable<Awaited<ReturnType<CacheStore['get']>>>;
export type ResponseDirectives = CacheResult['cacheControlDirectives'];
