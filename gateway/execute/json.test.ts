import { expect, it } from 'vitest';
import { parseJson } from './json.ts';

it('integers beyond 2^53 are written as they were read', () => {
  const text = '{"a":9007199254740993,"b":-9007199254740993,"c":[1,12345678901234567890],"d":"9007199254740993"}';
  expect(JSON.stringify(parseJson(text))).toBe(text);
});

it('all other numbers are numbers', () => {
  expect(parseJson('[9007199254740991,0.30000000000000004,1e300,-1]')).toEqual([9007199254740991, 0.1 + 0.2, 1e300, -1]);
});
