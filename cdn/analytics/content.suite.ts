import { describe, expect, it } from 'vitest';
import type { ContentFilter } from './content.ts';
import type { Given } from './given.fixture.ts';
import type { AnalyticsStore } from './store.ts';

/** The filter that finds what was given on HTTP Large. */
const onLarge =
  (given: Given) =>
  async (...events: Parameters<Given>): Promise<ContentFilter> => ({ ...(await given(...events)), mediaTypeId: 3 });

export const contentSuite = (store: () => AnalyticsStore, givenAnywhere: Given) =>
  describe('content', () => {
    const given = onLarge(givenAnywhere);

    it('by file is the most requested first, those equal by their paths, with shares of everything in percent', async () => {
      const filter = await given({ path: '/b', bytes: 1 }, { path: '/c', bytes: 6 }, { path: '/c', bytes: 0, status: 404 }, { path: '/a', bytes: 1 });
      const none = { durationMs: null };
      expect(await store().topFiles(filter)).toEqual([
        { path: '/c', requests: 2n, requestsPercent: 50, bytes: 6n, bytesPercent: 75, ...none },
        { path: '/a', requests: 1n, requestsPercent: 25, bytes: 1n, bytesPercent: 12.5, ...none },
        { path: '/b', requests: 1n, requestsPercent: 25, bytes: 1n, bytesPercent: 12.5, ...none },
      ]);
    });

    it('has the mean duration of the requests whose time is known', async () => {
      const filter = await given({ timeTakenMs: 1 }, { timeTakenMs: 4 }, { timeTakenMs: null });
      expect(await store().topFiles(filter)).toMatchObject([{ requests: 3n, durationMs: 2.5 }]);
    });

    it('lists 250, and their shares are of all', async () => {
      const filter = await given(...Array.from({ length: 251 }, (_, index) => ({ path: `/${String(index).padStart(3, '0')}`, bytes: 0 })));
      const files = await store().topFiles(filter);
      expect(files).toHaveLength(250);
      expect(files[0]).toMatchObject({ path: '/000', bytesPercent: 0 });
      expect(files[0]?.requestsPercent).toBeCloseTo(100 / 251, 12);
    });

    it('by directory ends with the last slash, and is the whole path without one', async () => {
      const filter = await given({ path: '/ä/b.png' }, { path: '/ä/c.png' }, { path: '/ä/' }, { path: '/ä/b/c.png' }, { path: '/' }, { path: '*' });
      const directories = await store().topDirectories(filter);
      expect(directories.map(({ path, requests }) => [path, requests])).toEqual([
        ['/ä/', 3n],
        ['*', 1n],
        ['/', 1n],
        ['/ä/b/', 1n],
      ]);
    });
  });

export const downloadSuite = (store: () => AnalyticsStore, givenAnywhere: Given) =>
  describe('downloads', () => {
    const given = onLarge(givenAnywhere);
    const file = { path: '/file.zip', bytes: 60_000 };

    it('are complete when they sent as many bytes as the largest answer with 200', async () => {
      const filter = await given(file, file, { ...file, bytes: 59_999 }, { ...file, bytes: 100, status: 206 }, { ...file, status: 206 });
      expect(await store().topDownloads(filter)).toEqual([{ path: '/file.zip', attempts: 5n, complete: 3n }]);
    });

    it('are GETs answered with 200 or 206 alone', async () => {
      const filter = await given(file, { ...file, method: 'HEAD', bytes: 0 }, { ...file, status: 304, bytes: 0 }, { ...file, status: 416, bytes: 0 });
      expect(await store().topDownloads(filter)).toMatchObject([{ attempts: 1n, complete: 1n }]);
    });

    it('are of files of more than 50,000 bytes whose size an answer with 200 tells', async () => {
      const filter = await given({ path: '/small', bytes: 50_000 }, { path: '/large', bytes: 50_001 }, { path: '/parts', bytes: 90_000, status: 206 });
      expect((await store().topDownloads(filter)).map(({ path }) => path)).toEqual(['/large']);
    });

    it('are the most attempted first, those equal by their paths', async () => {
      const filter = await given(file, { ...file, path: '/b' }, { ...file, path: '/a' }, { ...file, bytes: 1 });
      expect((await store().topDownloads(filter)).map(({ path }) => path)).toEqual(['/file.zip', '/a', '/b']);
    });
  });
