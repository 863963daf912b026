import { describe } from 'vitest';
import { bindOverHttp } from './cdn.ts';
import { contractSuite } from './contract.suite.ts';

describe('the REST contract over HTTP', () => contractSuite(bindOverHttp));
