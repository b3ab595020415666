import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeTexts } from '../../scripts/codemod/merge.ts';

const base = ['a', 'b', 'c', 'd', 'e', 'f'].join('\n');

describe('mergeTexts', () => {
  it('takes both changes when they are apart', () => {
    expect(mergeTexts(base, base.replace('b', 'B'), base.replace('e', 'E\nE2'))).toEqual({
      text: 'a\nB\nc\nd\nE\nE2\nf',
    });
  });

  it('takes the same change once', () => {
    expect(mergeTexts(base, base.replace('b', 'B'), base.replace('b', 'B'))).toEqual({
      text: base.replace('b', 'B'),
    });
  });

  it.each([
    ['the same line', base.replace('c', 'C1'), base.replace('c', 'C2')],
    ['lines next to each other', base.replace('c', 'C'), base.replace('d', 'D')],
    ['a line that the other side removed', base.replace('c', 'C'), base.replace('c\n', '')],
  ])('names the line when both changed %s', (_, mine, theirs) => {
    expect(mergeTexts(base, mine, theirs)).toEqual({ clash: 3 });
  });

  it('counts the lines of mine', () => {
    const mine = base.replace('a', 'A\nA2').replace('e', 'mine');
    expect(mergeTexts(base, mine, base.replace('e', 'theirs'))).toEqual({ clash: 6 });
  });

  it('with one side unchanged is the other side', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 })
      .map((lines) => lines.join('\n'));
    fc.assert(
      fc.property(text, text, (from, to) => {
        expect(mergeTexts(from, from, to)).toEqual({ text: to });
        expect(mergeTexts(from, to, from)).toEqual({ text: to });
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});
