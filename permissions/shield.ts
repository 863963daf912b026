import { createRequire } from 'node:module';
import type * as util from 'node:util';
import type * as shield from 'graphql-shield';

// graphql-shield 7.6.5 still calls util.isUndefined, which Node 23 removed: its ES modules do not load, its CommonJS ones do once the function is back.
const require = createRequire(import.meta.url);
const commonJsUtil = require('node:util') as typeof util & { isUndefined?: (value: unknown) => boolean };
commonJsUtil.isUndefined ??= (value) => value === undefined;

/** graphql-shield, loaded so that it runs on this Node. */
export const { rule, and } = require('graphql-shield') as typeof shield;

/** A rule of graphql-shield, plain or combined. */
export type ShieldRule = ReturnType<ReturnType<typeof rule>> | ReturnType<typeof and>;
