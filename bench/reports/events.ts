import type { RequestEvent } from '@edgegraph/cdn/analytics/event.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

export type MutableEvent = { -readonly [Key in keyof RequestEvent]: RequestEvent[Key] };

const cnames = 200;
const files = 20_000;
const pops = ['LAX', 'FRA', 'NYC', 'HKG'] as const;
const platforms = [3, 3, 8, 14] as const;
const products = ['Chrome', 'Firefox', 'Safari', 'Edg'];

/** Requests as a CDN has them: few CNAMEs and files have most of them, most are hits. */
export function servedEvents(length: number, random: () => number): MutableEvent[] {
  /** Of the first few far more often than of the others (Zipf). */
  const popular = (count: number): number => Math.floor(count ** random()) - 1;
  return Array.from({ length }, (_, index) => {
    const cname = popular(cnames);
    const [kind, way] = [random(), random()];
    return {
      source: 'edge:lax-1:1f0a2f3e-7f53-4a60-9f1b-3a0f3c1d2e4b',
      sequence: index + 1,
      time: 0,
      accountNumber: `00${10 + (cname % 9)}`,
      mediaTypeId: platforms[cname % platforms.length] ?? 3,
      cnameId: cname + 1,
      originId: 1 + (cname % 40),
      ssl: random() < 0.95,
      method: random() < 0.98 ? 'GET' : 'HEAD',
      path: `/assets/v${cname % 20}/images/${popular(files)}.jpg`,
      query: random() < 0.2 ? 'w=100&h=200' : '',
      protocol: random() < 0.7 ? 'HTTP/2.0' : 'HTTP/1.1',
      status: kind < 0.88 ? 200 : kind < 0.94 ? 304 : kind < 0.97 ? 404 : kind < 0.995 ? 206 : 503,
      cacheStatus: way < 0.9 ? 'TCP_HIT' : way < 0.98 ? 'TCP_MISS' : way < 0.995 ? 'TCP_EXPIRED_HIT' : 'NONE',
      bytes: Math.floor(random() * 1e6),
      originBytes: way < 0.9 ? 0 : Math.floor(random() * 1e6),
      timeTakenMs: random() * 100,
      timeToFirstByteMs: random() * 50,
      clientIp: `10.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.1`,
      referrer: random() < 0.5 ? 'https://www.example.com/page' : '',
      userAgent: `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ${products[popular(products.length)]}/${popular(200)}.0`,
      pop: pops[popular(pops.length)] ?? 'LAX',
      regionId: 0,
    };
  });
}
