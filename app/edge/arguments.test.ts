import { describe, expect, it } from 'vitest';
import { parseArguments } from './arguments.ts';

const join = ['--join', 'http://127.0.0.1:4000', '--pop', 'lax', '--name', 'lax-1'];
const defaults = { host: '127.0.0.1', port: 8080, maxBytes: 268_435_456 };

describe('the edge command', () => {
  it('needs an origin alone', () => {
    expect(parseArguments(['--origin', 'http://127.0.0.1:8000'])).toEqual({ alone: { origins: ['http://127.0.0.1:8000'], ...defaults } });
  });

  it('takes several origins, a port, an address and a size', () => {
    const args = ['--origin', 'http://a', '--origin', 'https://b:1', '--port', '0', '--host', '::', '--memory', '1'];
    expect(parseArguments(args)).toEqual({ alone: { origins: ['http://a', 'https://b:1'], host: '::', port: 0, maxBytes: 1_048_576 } });
  });

  it('joins a control plane under a name and a POP', () => {
    const expected = { controlPlane: 'http://127.0.0.1:4000', pop: 'LAX', name: 'lax-1', driver: 'embedded', stateDirectory: null, ...defaults };
    expect(parseArguments(join)).toEqual({ join: expected });
    const more = ['--data', 'there', '--port', '1', '--driver', 'varnish'];
    expect(parseArguments([...join, ...more])).toEqual({ join: { ...expected, stateDirectory: 'there', port: 1, driver: 'varnish' } });
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
    [['--origin', 'http://a', '--name', 'x'], '--name is for an edge that joins'],
    [['--origin', 'http://a', '--driver', 'varnish'], '--driver is for an edge that joins'],
    [[...join, '--driver', 'squid'], '--driver squid must be embedded or varnish'],
    [['http://a'], 'http://a'],
    [[...join, '--origin', 'http://a'], 'Leave out one of --origin and --join'],
    [['--join', 'localhost:4000'], '--join localhost:4000 must be http:// or https://'],
    [join.toSpliced(2, 2), '--pop is missing'],
    [[...join, '--pop', 'Los Angeles'], '--pop Los Angeles must be three letters'],
    [join.toSpliced(4, 2), '--name is missing'],
    [[...join, '--name', 'LAX_1'], '--name LAX_1 must be 1 to 63 lower-case letters'],
  ])('names what is wrong with %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(message);
  });
});
