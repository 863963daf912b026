import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { operationIn } from './operation.ts';

describe('the operation in the editor', () => {
  it('may be without a name', () => {
    expect(operationIn(parse('{ a }'), undefined)).toEqual({ text: '{\n  a\n}', subject: 'This operation' });
  });

  it('is the selected one of several, with its own fragments', () => {
    const document = parse('query A { ...a } query B { ...b } fragment a on Query { a } fragment b on Query { b }');
    const operation = operationIn(document, 'B');
    expect(operation?.subject).toBe('B');
    expect(operation?.text).toMatch(/^query B[^]*fragment b/);
    expect(operation?.text).not.toMatch(/query A|fragment a/);
  });

  it('is the first of several before one is selected', () => {
    expect(operationIn(parse('query A { a } query B { b }'), undefined)?.subject).toBe('A');
  });

  it('is none in fragments alone', () => {
    expect(operationIn(parse('fragment a on Query { a }'), undefined)).toBeNull();
  });
});
