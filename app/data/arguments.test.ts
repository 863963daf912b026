import { describe, expect, it } from 'vitest';
import { UsageError } from '../command.ts';
import { parseArguments, usage } from './arguments.ts';

const customer = ['--customer', '0001'];

describe('the data command line', () => {
  it('says how long to keep, in days', () => {
    const changeOf = (...args: string[]) => parseArguments(['retention', ...customer, ...args]);
    expect(changeOf()).toEqual({ name: 'retention', accountNumber: '0001', change: {} });
    expect(changeOf('--core', 'P18M', '--content', 'p90d')).toMatchObject({ change: { coreDays: 548, contentDays: 90 } });
    expect(changeOf('--core', 'forever')).toEqual({ name: 'retention', accountNumber: '0001', change: { coreDays: null } });
    expect(changeOf('--core', 'P1Y2W', '--content', 'P12M')).toMatchObject({ change: { coreDays: 379, contentDays: 365 } });
  });

  it('says what to delete', () => {
    expect(parseArguments(['delete', ...customer, '--yes'])).toEqual({ name: 'delete', accountNumber: '0001', before: null });
    expect(parseArguments(['delete', ...customer, '--yes', '--before', '2026-01-31'])).toMatchObject({ before: Date.UTC(2026, 0, 31) });
  });

  it.each([
    [[], 'The command is missing; give retention or delete.'],
    [['drop', ...customer], 'The command is drop; give retention or delete.'],
    [['delete', 'all', ...customer], 'all is one word too many.'],
    [['retention'], "--customer is missing; give the customer's account number, such as 0001."],
    [['retention', ...customer, '--core', 'P0D'], '--core is P0D; give a time such as P18M or P90D, or forever.'],
    [['retention', ...customer, '--content', '90'], '--content is 90; give a time such as P18M or P90D, or forever.'],
    [['retention', ...customer, '--yes'], '--yes is not for retention.'],
    [['delete', ...customer], 'What is deleted is gone for good; say --yes if that is meant.'],
    [['delete', ...customer, '--yes', '--core', 'P1D'], '--core is not for delete.'],
    [['delete', ...customer, '--yes', '--before', '2026-02-30'], '--before is 2026-02-30; give a day that exists'],
  ])('%j is refused with the remedy', (args, message) => {
    expect(() => parseArguments(args)).toThrow(UsageError);
    expect(() => parseArguments(args)).toThrow(message);
  });

  it('asks for help', () => {
    expect(parseArguments(['--help'])).toBe('help');
    expect(usage).toContain('npm run data');
  });
});
