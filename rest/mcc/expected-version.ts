import { id } from '../codec.ts';

/** Of every route that changes a configuration: the version that the change is made on, in the query. Another one in force is a 409; left out: any. */
export const expectedVersion = { expectedversion: id.optional() };
