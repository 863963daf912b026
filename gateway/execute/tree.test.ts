import { describe, expect, it } from 'vitest';
import { copy, merge } from './tree.ts';

describe('merging into the tree', () => {
  it('adds, deepens objects, and merges lists item by item', () => {
    const tree = { a: { x: 1 }, list: [{ id: 1 }, null, { id: 3 }] };
    merge(tree, { a: { y: 2 }, b: 3, list: [{ n: 'one' }, { n: 'two' }, null, { n: 'four' }] });
    expect(tree).toEqual({ a: { x: 1, y: 2 }, b: 3, list: [{ id: 1, n: 'one' }, { n: 'two' }, { id: 3 }, { n: 'four' }] });
  });

  it('never replaces a value by null, and null by anything', () => {
    const tree = { a: { x: 1 }, b: null, c: 0 };
    merge(tree, { a: null, b: { y: 1 }, c: null });
    expect(tree).toEqual({ a: { x: 1 }, b: { y: 1 }, c: 0 });
  });

  it('leaves what objects inherit alone', () => {
    const tree = {};
    merge(tree, JSON.parse('{"__proto__": {"polluted": true}, "a": {"__proto__": {"polluted": true}}}'));
    merge(tree, JSON.parse('{"a": {"__proto__": {"polluted": true}}}'));
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('takes numbers with all their digits as values', () => {
    const tree = { id: JSON.rawJSON('12345678901234567891') };
    merge(tree, { id: JSON.rawJSON('12345678901234567891') });
    expect(JSON.stringify(tree)).toBe('{"id":12345678901234567891}');
  });
});

describe('a copy', () => {
  it('shares no object or list with its original', () => {
    const original = { list: [{ a: 1 }], nothing: null };
    const copied = copy(original);
    merge(copied, { list: [{ b: 2 }] });
    expect(copied).toEqual({ list: [{ a: 1, b: 2 }], nothing: null });
    expect(original).toEqual({ list: [{ a: 1 }], nothing: null });
  });
});
