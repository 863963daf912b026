import { describe, expect, it } from 'vitest';
import { explainNeeds, listNeeds } from './needs.ts';

const reports = { method: 'GET', module: 'CORE_REPORTS' };
const cnames = { method: 'GET', module: 'EDGE_CNAMES' };
const purge = { method: 'PUT', module: 'PURGE_LOAD' };
const token = { method: null, module: null };

describe('a list of needs', () => {
  it('names a module once, under the method that it is needed with', () => {
    expect(listNeeds([reports, purge, cnames, reports])).toBe('GET on CORE_REPORTS and EDGE_CNAMES, PUT on PURGE_LOAD');
  });

  it('names methods together that are needed on the same modules', () => {
    const created = { method: 'POST', module: 'EDGE_CNAMES' };
    expect(listNeeds([created, cnames, purge])).toBe('POST and GET on EDGE_CNAMES, PUT on PURGE_LOAD');
    expect(listNeeds([created, cnames, reports])).toBe('POST on EDGE_CNAMES, GET on EDGE_CNAMES and CORE_REPORTS');
  });

  it('leaves out what is not asked', () => {
    expect(listNeeds([{ method: 'GET', module: null }])).toBe('GET');
    expect(listNeeds([{ method: null, module: 'DASHBOARD' }])).toBe('DASHBOARD');
    expect(listNeeds([token])).toBe('');
  });
});

describe('the explanation of an operation', () => {
  const explain = (needs: (typeof reports)[], missing: (typeof reports)[], methods: string[], modules: string[]) =>
    explainNeeds('This operation', { needs, missing }, { methods, modules });

  it('says that a token has what is needed', () => {
    expect(explain([reports], [], ['GET'], ['REPORTS', 'CORE_REPORTS'])).toBe(
      'This operation needs GET on CORE_REPORTS, which your token has.',
    );
  });

  it('tells what a token lacks, without what it has', () => {
    expect(explain([reports, cnames], [cnames], ['GET'], ['CORE_REPORTS'])).toBe(
      'This operation needs GET on CORE_REPORTS and EDGE_CNAMES; your token lacks EDGE_CNAMES.',
    );
    expect(explain([purge], [purge], ['GET'], ['PURGE_LOAD'])).toBe('This operation needs PUT on PURGE_LOAD; your token lacks PUT.');
    expect(explain([purge], [purge], ['GET'], [])).toBe('This operation needs PUT on PURGE_LOAD; your token lacks PUT and PURGE_LOAD.');
  });

  it('says so where any token will do', () => {
    expect(explainNeeds('WhoAmI', { needs: [token], missing: [] }, { methods: [], modules: [] })).toBe(
      'WhoAmI needs nothing but a valid token.',
    );
  });
});
