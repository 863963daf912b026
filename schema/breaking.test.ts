import { describe, expect, it } from 'vitest';
import { breakingChanges } from './breaking.ts';
import { supergraphSdl } from './subgraphs.ts';

const today = supergraphSdl();

/** The supergraph with one text in place of another, which must be there. */
function changed(text: string, replacement: string): string {
  expect(today).toContain(text);
  return today.replace(text, replacement);
}

describe('a change of the supergraph', () => {
  it('breaks no client when a field is added', async () => {
    expect(await breakingChanges(changed('  hitRatio: Float', '  ratio: Float\n  hitRatio: Float'), today)).toHaveLength(1);
    expect(await breakingChanges(today, changed('  hitRatio: Float', '  ratio: Float\n  hitRatio: Float'))).toEqual([]);
  });

  it('breaks clients when a field goes', async () => {
    expect(await breakingChanges(today, changed('  hitRatio: Float', '  ratio: Float'))).toEqual([
      expect.stringContaining("'hitRatio' was removed from object type 'TrafficMetrics'"),
    ]);
  });

  it('breaks clients when an input field becomes required', async () => {
    expect(await breakingChanges(today, changed('last: Duration', 'last: Duration!'))).toEqual([expect.stringContaining('TimeRange.last')]);
  });
});
