import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { userAgentFamily } from './user-agent.ts';

describe('the family of a user agent', () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 6.1; WOW64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36', 'Chrome'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0', 'Firefox'],
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot'],
    ['curl/8.5.0', 'curl'],
  ])('of %s is %s', (userAgent, family) => expect(userAgentFamily(userAgent)).toBe(family));

  it('is the name behind `compatible;` where nothing else tells', () => {
    expect(userAgentFamily('Mozilla/5.0 (compatible; Exabot/3.0; +http://www.exabot.com/go/robot)')).toBe('Exabot');
  });

  it("is the first product's name where the library knows none", () => {
    expect(userAgentFamily('portscout/0.8.1')).toBe('portscout');
    expect(userAgentFamily('Feedfetcher-Google; (+http://www.google.com/feedfetcher.html)')).toBe('Feedfetcher-Google');
  });

  it('is empty where the client sent none', () => {
    expect([userAgentFamily(''), userAgentFamily('-')]).toEqual(['', '']);
  });

  it('is short and the same each time, whatever was sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
        const family = userAgentFamily(text);
        expect(family.length).toBeLessThanOrEqual(64);
        expect(userAgentFamily(text)).toBe(family);
      }),
    );
  });
});
