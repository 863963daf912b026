import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('the edge command', () => {
  it('needs an origin alone', () => {
    expect(parseArguments(['--origin', 'http://127.0.0.1:8000'])).toEqual({
      origins: ['http://127.0.0.1:8000'],
      host: '127.0.0.1',
      port: 8080,
      maxBytes: 268_435_456,
    });
  });

  it('takes several origins, a port, an address and a size', () => {
    const args = ['--origin', 'http://a', '--origin', 'https://b:1', '--port', '0', '--host', '::', '--memory', '1'];
    expect(parseArguments(args)).toEqual({ origins: ['http://a', 'https://b:1'], host: '::', port: 0, maxBytes: 1_048_576 });
  });

  it('helps', () => {
    expect(parseArguments(['--help'])).toBe('help');
  });

  it.each([
    [[], '--origin is missing'],
    [['--origin', 'ftp://a'], '--origin ftp://a must be http:// or https://'],
    [['--origin', 'http://a/b'], 'without a path'],
    [['--origin', 'http://a', '--port', '65536'], '--port 65536 must be a whole number from 0 to 65535'],
    [['--origin', 'http://a', '--memory', 'x'], '--memory x must be'],
    [['--origin', 'http://a', '--cache', 'x'], "Unknown option '--cache'"],
    [['http://a'], 'http://a'],
  ])('names what is wrong with %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
