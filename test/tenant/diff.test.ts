import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffFields } from '../../scripts/tenant/diff.ts';

describe('diffFields', () => {
  it('names the paths that differ and leaves what only the tenant has alone', () => {
    expect(diffFields({ a: 1, b: { c: 2, d: 3 }, extra: true }, { a: 1, b: { c: 4 }, e: 'new' })).toEqual([
      { path: 'b.c', before: 2, after: 4 },
      { path: 'e', before: undefined, after: 'new' },
    ]);
  });

  it('compares lists of texts as sets, unless their order counts', () => {
    expect(diffFields({ a: ['x', 'y'] }, { a: ['y', 'x'] })).toEqual([]);
    expect(diffFields({ a: ['x', 'y'] }, { a: ['y', 'x'] }, { ordered: true })).toHaveLength(1);
    expect(diffFields({ a: ['x', 'x'] }, { a: ['x', 'y'] })).toHaveLength(1);
  });

  it('sees a type change and false beside absent', () => {
    expect(diffFields({ n: '250' }, { n: 250 })).toHaveLength(1);
    expect(diffFields({}, { f: false })).toHaveLength(1);
    expect(diffFields({ f: null }, { f: { a: 1 } })).toEqual([{ path: 'f.a', before: undefined, after: 1 }]);
  });

  it('finds nothing between a value and its own JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(diffFields(JSON.parse(JSON.stringify({ value })), { value })).toEqual([]);
      }),
      { seed: 2, numRuns: 200 },
    );
  });
});
