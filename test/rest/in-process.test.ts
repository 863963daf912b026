import { describe } from 'vitest';
import { bindInProcess } from './cdn.ts';
import { contractSuite } from './contract.suite.ts';

describe('the REST contract in process', () => contractSuite(bindInProcess));
