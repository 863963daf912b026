import { sslOnly } from '@edgegraph/rest/codec.ts';
import { describe, expect, it } from 'vitest';
import { platforms } from './platform.ts';
import { fromReportMediaType, toReportMediaType } from './report-media-type.ts';

describe("a report's media type", () => {
  it('says the platform and whether HTTPS alone is counted, both ways', () => {
    for (const platform of platforms) {
      for (const ssl of [false, true])
        expect(fromReportMediaType(toReportMediaType(platform, ssl) ?? 0)).toEqual({ platform, sslOnly: ssl });
    }
  });

  it("of HTTPS alone is the contract's for that platform", () => {
    expect(platforms.map((platform) => String(toReportMediaType(platform, true)))).toEqual(Object.keys(sslOnly));
  });

  it('is left out for all platforms', () => {
    expect(toReportMediaType(null, false)).toBeUndefined();
  });

  it('of HTTPS alone needs a platform', () => {
    expect(() => toReportMediaType(undefined, true)).toThrow('sslOnly needs a platform.');
  });

  it('is null where this graph does not know it', () => {
    expect(fromReportMediaType(2)).toBeNull();
  });
});
