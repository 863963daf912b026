import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import {
  bigInteger,
  commaSeparated,
  date,
  dateText,
  flag,
  id,
  idList,
  integer,
  mediaTypeId,
  mediaTypeIds,
  platformWords,
  reportMediaTypeId,
  sslOnly,
  wordOf,
} from './codec.ts';

/** What the schema reads, or the message with which it refuses. */
function read(schema: z.ZodType, input: unknown): unknown {
  const { success, data, error } = schema.safeParse(input);
  return success ? data : error.issues[0]?.message;
}

const fifteenDigits = 10 ** 15 - 1;

describe('a whole number', () => {
  it('is read alike from a number and from its text', () => {
    fc.assert(
      fc.property(fc.integer({ min: -fifteenDigits, max: fifteenDigits }), (number) => {
        expect(integer.parse(number)).toBe(number);
        expect(integer.parse(String(number))).toBe(number);
      }),
    );
  });

  it.each([null, undefined, '', ' 1', '1.0', '1e3', '0x1', 1.5, Number.NaN, '9007199254740993', [], [1], {}, true])(
    'is not read from %o',
    (input) => {
      expect(read(integer, input)).toBe('must be a whole number.');
    },
  );

  it('is not read from one too large to be exact', () => {
    expect(integer.safeParse(2 ** 53).success).toBe(false);
  });
});

it.each([0, '0', -1, '-1'])('an id is not %o', (input) => {
  expect(read(id, input)).toBe('must be a positive whole number.');
});

describe('a flag', () => {
  it.each([
    [0, 0],
    [1, 1],
    ['0', 0],
    ['1', 1],
    [false, 0],
    [true, 1],
  ])('is read from %o as %i', (input, value) => {
    expect(flag.parse(input)).toBe(value);
  });

  it.each([2, '2', -1, 'true', null, ''])('is not read from %o', (input) => {
    expect(read(flag, input)).toBe('must be 0 or 1.');
  });
});

it('an integer of any size becomes a bigint', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.maxSafeInteger(), (large, small) => {
      expect(bigInteger.parse(large)).toBe(large);
      expect(bigInteger.parse(small)).toBe(BigInt(small));
    }),
  );
  expect(bigInteger.safeParse(2 ** 53).success).toBe(false);
});

describe('a list separated by commas', () => {
  it('is read alike from its text and from a list', () => {
    const member = fc.stringMatching(/^[a-z0-9]{1,8}$/);
    fc.assert(
      fc.property(fc.array(member), (members) => {
        expect(commaSeparated.parse(members.join(','))).toEqual(members);
        expect(commaSeparated.parse(members.join(' , '))).toEqual(members);
        expect(commaSeparated.parse(members)).toEqual(members);
      }),
    );
  });

  it('leaves out what is empty', () => {
    expect(commaSeparated.parse(',a,, b ,')).toEqual(['a', 'b']);
    expect(commaSeparated.parse('')).toEqual([]);
  });

  it('of ids holds positive whole numbers alone, at most 1,000', () => {
    expect(idList.parse('1,20,300')).toEqual([1, 20, 300]);
    expect(idList.parse([1, '20'])).toEqual([1, 20]);
    expect(read(idList, '1,a')).toBe('must be positive whole numbers.');
    expect(read(idList, '1,0')).toBe('must be positive whole numbers.');
    expect(read(idList, '1,'.repeat(1001))).toBe('at most 1,000 at once.');
  });
});

describe('a platform', () => {
  it.each(mediaTypeIds)('%i is read from number and text, and has its own word', (mediaType) => {
    expect(mediaTypeId.parse(mediaType)).toBe(mediaType);
    expect(mediaTypeId.parse(String(mediaType))).toBe(mediaType);
    expect(platformWords[wordOf(mediaType)]).toBe(mediaType);
  });

  it.each([2, 7, '15', 'adn', null])('is not read from %o', (input) => {
    expect(read(mediaTypeId, input)).toMatch(/^must be (3 \(HTTP Large\), 8 \(HTTP Small\) or 14 \(ADN\)|a whole number)\.$/);
  });

  it('of a report may be the HTTPS traffic alone', () => {
    for (const mediaType of [...mediaTypeIds, ...Object.keys(sslOnly)])
      expect(reportMediaTypeId.parse(mediaType)).toBe(Number(mediaType));
    expect(reportMediaTypeId.safeParse(2).success).toBe(false);
  });
});

describe('a date', () => {
  const moment = fc.date({ min: new Date('0001-01-01T00:00:00Z'), max: new Date('9999-12-31T23:59:59Z'), noInvalidDate: true });

  it('is read back from its own text, to the second', () => {
    fc.assert(
      fc.property(moment, (time) => {
        expect(date.parse(dateText(time.getTime()))).toBe(Math.floor(time.getTime() / 1000) * 1000);
      }),
    );
  });

  it('without a time is its first moment', () => {
    fc.assert(
      fc.property(moment, (time) => {
        const day = time.toISOString().slice(0, 10);
        expect(date.parse(day)).toBe(Date.parse(`${day}T00:00:00Z`));
      }),
    );
  });

  it.each(['2016-02-29', '2000-02-29'])('may be the leap day %s', (day) => {
    expect(date.parse(day)).toBe(Date.parse(`${day}T00:00:00Z`));
  });

  it.each([
    '2015-02-29',
    '1900-02-29',
    '2015-04-31',
    '2015-00-01',
    '2015-01-00',
    '2015-13-01',
    '2015-01-01T24:00:00',
    '2015-01-01T12:60:00',
    '2015-01-01T12:00:60',
  ])('is not %s, which does not exist', (text) => {
    expect(read(date, text)).toBe('is not a day or time that exists.');
  });

  it.each([
    '',
    '2015',
    '2015-1-1',
    '2015-01-01 00:00:00',
    '2015-01-01T00:00',
    '2015-01-01T00:00:00Z',
    ' 2015-01-01',
    20150101,
    null,
  ])('is not of the form %o', (input) => {
    expect(read(date, input)).toBe('must be a date, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss (UTC).');
  });
});
