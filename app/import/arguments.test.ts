import { describe, expect, it } from 'vitest';
import { UsageError } from '../command.ts';
import { parseArguments, usage } from './arguments.ts';

const customer = ['--customer', '0001', '--platform', 'HTTP_LARGE'];

describe('the import command line', () => {
  it('names files and what they are of', () => {
    expect(
      parseArguments([
        'a.log',
        'b.log.gz',
        '--customer=1f3a',
        '--platform',
        'http_small',
        '--cname',
        'www.example.com',
        '--format',
        'raw',
      ]),
    ).toEqual({
      files: ['a.log', 'b.log.gz'],
      target: { accountNumber: '1f3a', mediaTypeId: 8, cname: 'www.example.com' },
      format: 'raw',
      source: undefined,
    });
  });

  it.each([
    [[], 'Name the log files to import.'],
    [['a.log', '--platform', 'ADN'], "--customer is missing; give the customer's account number, such as 0001."],
    [['a.log', '--customer', '0001'], '--platform is missing; give HTTP_LARGE, HTTP_SMALL or ADN.'],
    [['a.log', '--customer', '0001', '--platform', 'FLASH'], '--platform is FLASH; give HTTP_LARGE, HTTP_SMALL or ADN.'],
    [['a.log', ...customer, '--format', 'json'], '--format is json; give combined or raw.'],
    [['a.log', 'b.log', ...customer, '--source', 'x'], '--source names one log; import the files one by one.'],
    [['a.log', ...customer, '--cname'], "Option '--cname <value>' argument missing"],
    [['a.log', ...customer, '--typo'], "Unknown option '--typo'"],
  ])('is refused with the remedy: %j', (args, message) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(message);
  });

  it('may ask for help, which names every option', () => {
    expect(parseArguments(['-h'])).toBe('help');
    for (const option of ['--customer', '--platform', '--cname', '--format', '--source', '--help'])
      expect(usage).toContain(option);
  });
});
