import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSameData, plain } from '../../scripts/simulator/plain.ts';

const throughJson = (value: unknown): unknown => {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
};

const anything = fc.anything({
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withSparseArray: true,
});

describe('plain', () => {
  it('is what JSON carries', () => {
    fc.assert(
      fc.property(anything, (value) => {
        const copy = plain(value);
        expect(copy).toStrictEqual(throughJson(value));
        expect(JSON.stringify(copy)).toBe(JSON.stringify(throughJson(value)));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it.each<[string, unknown]>([
    ['an own __proto__', JSON.parse('{"a":{"__proto__":{"b":1}}}')],
    ['toJSON of its own', { a: { toJSON: () => 'text' } }],
    ['negative zero', [-0]],
    ['a depth of 500', JSON.parse('['.repeat(500) + ']'.repeat(500))],
  ])('is what JSON carries of %s', (_name, value) => {
    expect(JSON.stringify(plain(value))).toBe(JSON.stringify(throughJson(value)));
  });

  it('shares nothing with the original, and throws on a cycle as JSON does', () => {
    const value = { a: [{ b: 1 }] };
    expect((plain(value) as typeof value).a[0]).not.toBe(value.a[0]);
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(() => plain(cycle)).toThrow('circular');
  });
});

describe('isSameData', () => {
  it('holds for a copy', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => isSameData(value, structuredClone(value))),
      { seed: 1, numRuns: 200 },
    );
  });

  it.each([
    [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [[], {}],
    [[1], [1, 2]],
    [0, -0],
    [null, {}],
    [{ at: new Date(0) }, { at: new Date(0) }],
  ])('tells %j from %j', (a, b) => {
    expect(isSameData(a, b)).toBe(false);
    expect(isSameData(b, a)).toBe(false);
  });
});
