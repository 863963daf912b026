import { describe, expect, it } from 'vitest';
import { createDashboard } from './dashboard.fixture.ts';

describe('an operation over several subgraphs', () => {
  it('reads one entity from all of them', async () => {
    const { execute } = createDashboard();
    expect(await execute('{ customer { cname(id: "c1") { name origin { host } traffic { bytes } live { bits } } } }')).toEqual({
      data: { customer: { cname: { name: 'www.example', origin: { host: 'origin-1.example' }, traffic: { bytes: 2 }, live: { bits: 1 } } } },
    });
  });

  it('reads entities in lists', async () => {
    const { execute } = createDashboard();
    expect(await execute('{ customer { cnames(first: 2) { id hits(days: 2) live { bits } } } }')).toEqual({
      data: { customer: { cnames: [{ id: 'c1', hits: 12, live: { bits: 1 } }, { id: 'c2', hits: 22, live: { bits: 2 } }] } },
    });
  });
});
