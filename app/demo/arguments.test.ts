import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

describe('the demo command', () => {
  it('starts a product unless told otherwise', () => {
    expect(parseArguments([])).toEqual({ speed: 1000, purgeSeconds: 20, running: null });
  });

  it('takes a speed, a pause between purges, and a product with its edge', () => {
    const args = ['--speed', '100', '--purge', '0', '--product', 'http://127.0.0.1:4000/'];
    expect(parseArguments(args)).toEqual({ speed: 100, purgeSeconds: 0, running: { product: 'http://127.0.0.1:4000', edge: 'http://127.0.0.1:8080' } });
    expect(parseArguments([...args, '--edge', 'http://127.0.0.1:81'])).toMatchObject({ running: { edge: 'http://127.0.0.1:81' } });
  });

  it('helps', () => {
    expect(parseArguments(['--help'])).toBe('help');
  });

  it.each([
    [['--speed', '0'], '--speed 0 must be a whole number from 1 to 100000'],
    [['--speed', 'fast'], '--speed fast must be'],
    [['--purge', '-1'], '--purge'],
    [['--edge', 'http://127.0.0.1:81'], '--edge is of a product that runs'],
    [['--product', 'localhost:4000'], '--product localhost:4000 must be http:// or https://'],
    [['--token', 'x'], "Unknown option '--token'"],
  ])('refuses %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
