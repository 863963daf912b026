import Bowser from 'bowser';
import { LRUCache } from 'lru-cache';

/** Browsers and crawlers are told by the beginning; what follows only costs time. */
const readCharacters = 512;
const longestFamily = 64;

/** A name as people write one: no slashes, no brackets. */
const name = /^[\w .:+!&-]{1,40}$/;

const families = new LRUCache<string, string>({ max: 20_000, maxSize: 8_000_000, sizeCalculation: (_family, text) => text.length + 1 });

/**
 * The product that a `User-Agent` names: `Chrome`, `Googlebot`, `curl`. Of one that the library doesn't know, the name behind
 * `compatible;`, or else the first product's (RFC 9110, section 10.1.5); empty if the text is.
 */
export function userAgentFamily(userAgent: string): string {
  const text = userAgent.slice(0, readCharacters);
  if (text === '' || text === '-') return '';
  const known = families.get(text);
  if (known !== undefined) return known;
  const family = nameIn(text);
  families.set(text, family);
  return family;
}

function nameIn(text: string): string {
  const browser = Bowser.parse(text).browser.name;
  if (browser !== undefined && browser !== 'Mozilla' && name.test(browser)) return browser;
  const [, compatible] = /\(compatible; ?([^\s/;)]+)/i.exec(text) ?? [];
  const [product = ''] = /[^\s/(;]+/.exec(text) ?? [];
  return (compatible ?? product).slice(0, longestFamily);
}
