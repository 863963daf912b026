import { mediaTypeIds } from '@edgegraph/rest/codec.ts';
import { describe, expect, it } from 'vitest';
import { mediaTypeOf, overPlatforms, platformOf, platforms } from './platform.ts';

describe('a platform', () => {
  it("is one of REST's media type ids, and back", () => {
    expect(platforms.map(mediaTypeOf)).toEqual(mediaTypeIds);
    expect(mediaTypeIds.map(platformOf)).toEqual(platforms);
  });
});

describe('what is read over platforms', () => {
  const load = async (platform: string) => [platform];

  it('is of the platform that is named', async () => {
    expect(await overPlatforms('ADN', load)).toEqual(['ADN']);
  });

  it.each([null, undefined])('is of all of them, in one list, when the platform is %s', async (platform) => {
    expect(await overPlatforms(platform, load)).toEqual(['HTTP_LARGE', 'HTTP_SMALL', 'ADN']);
  });

  it('fails as a whole when one platform fails', async () => {
    const failing = async (platform: string) => (platform === 'ADN' ? Promise.reject(new Error('dead')) : [platform]);
    await expect(overPlatforms(null, failing)).rejects.toThrow('dead');
  });
});
