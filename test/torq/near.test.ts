import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { likeness, nearest } from '../../scripts/torq/near.ts';

describe('likeness', () => {
  test.each([
    ['Torq Owners', 'torq owners', 'upper and lower case'],
    ['Torq Owners', 'Torq  Owners', 'spaces or invisible'],
    ['Torq Owners', 'Torq\u00a0Owners', 'spaces or invisible'],
    ['Torq Owners', 'Torq Owners\u200b', 'spaces or invisible'],
    ['Caf\u00e9', 'Cafe\u0301', 'Unicode form'],
    ['Torq Owners', 'torq owners ', 'case, spaces or Unicode form'],
    ['Torq-Owners', 'Torq Owners', 'accents, dashes or punctuation'],
    ['Torq Owners', 'Torq Owner', 'one character'],
    ['Torq Owners', 'Trxq Owners', 'two characters'],
  ])('%j and %j: %s', (one, other, says) => {
    expect(likeness(one, other)).toContain(says);
    expect(likeness(other, one)).toContain(says);
  });

  test.each([
    ['Torq Owners', 'Torq Owners'],
    ['Torq Owners', 'Finance'],
    ['a', 'b'],
    ['---', '***'],
  ])('%j and %j are not alike', (one, other) => {
    expect(likeness(one, other)).toBeUndefined();
  });

  test('is symmetric, and silent about equals', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        expect(likeness(one, one)).toBeUndefined();
        expect(likeness(one, other)).toBe(likeness(other, one));
      }),
      { seed: 4 },
    );
  });
});

describe('nearest', () => {
  test.each([
    ['Onwer', 'Owner'],
    ['owner', 'Owner'],
    ['Viewr', 'Viewer'],
    ['Nonsense', undefined],
  ])('%s: %s', (text, found) => {
    expect(nearest(text, ['Owner', 'Viewer', 'Creator'])).toBe(found);
  });
});
