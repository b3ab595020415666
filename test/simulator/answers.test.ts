import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answersWith } from '../../scripts/simulator/answers.ts';

const answers = (...paths: string[]): unknown[] => {
  const given = answersWith(
    paths.map((path) => path.split('.')),
    fc.integer({ min: 1, max: 99 }),
  );
  return given === undefined ? [] : fc.sample(given, { numRuns: 100, seed: 1 });
};
const shows = (value: unknown): string => JSON.stringify(value).replaceAll(/\d+/g, '1');

describe('answers of the network', () => {
  it('hold what the code looks at: some of it or all, in lists of one and of two', () => {
    const shapes = new Set(answers('items.[].role', 'items.[].name', 'next').map(shows));
    for (const shape of [
      '{"items":[{"role":1}]}',
      '{"next":1}',
      '{"next":1,"items":[{"role":1,"name":1},{"role":1}]}',
      '{"next":1,"items":[{"role":1,"name":1}]}',
    ])
      expect([...shapes]).toContain(shape);
  });

  it('differ from element to element', () => {
    const pairs = answers('[].a').filter(
      (one): one is { a: number }[] => Array.isArray(one) && one.length === 2,
    );
    expect(pairs.some(([first, second]) => first!.a !== second!.a)).toBe(true);
  });

  it('have what a client hands on under another name, and what is called like it', () => {
    const shapes = new Set(answers('data.role').map(shows));
    expect([...shapes].toSorted()).toEqual(['{"data":{"role":1}}', '{"role":1}']);
  });

  it('hold the inner value where code looks at a part and at a part of that', () => {
    expect(answers('a', 'a.b').map(shows)).toContain('{"a":{"b":1}}');
  });

  it('are none where nothing is looked at', () => {
    expect(answers()).toEqual([]);
  });
});
