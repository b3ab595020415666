import { describe, expect, it } from 'vitest';
import {
  applyEdits,
  lineCounter,
  movedText,
  placesAfter,
  placesBefore,
  writtenOut,
} from '../../scripts/codemod/edits.ts';

describe('applyEdits', () => {
  it('replaces and inserts, whatever the order of the edits', () => {
    const edits = [
      { start: 6, end: 11, text: 'there' },
      { start: 0, end: 0, text: '> ' },
      { start: 0, end: 5, text: 'hi' },
    ];
    expect(applyEdits('hello world', edits)).toBe('> hi there');
  });

  it('keeps the order of insertions at one place', () => {
    expect(
      applyEdits('ab', [
        { start: 1, end: 1, text: '1' },
        { start: 1, end: 1, text: '2' },
      ]),
    ).toBe('a12b');
  });

  it('lets an edit inside a larger one go with it', () => {
    expect(
      applyEdits('a(b)c', [
        { start: 2, end: 3, text: 'X' },
        { start: 1, end: 4, text: '-' },
      ]),
    ).toBe('a-c');
  });

  it('carries moved text with the edits inside it', () => {
    expect(
      applyEdits('key: old,', [
        { start: 5, end: 8, text: 'new' },
        { start: 0, end: 9, text: `<${movedText(5, 8)}>` },
      ]),
    ).toBe('<new>');
  });

  it('refuses edits that overlap in part', () => {
    expect(() =>
      applyEdits('abcd', [
        { start: 0, end: 2, text: '' },
        { start: 1, end: 3, text: '' },
      ]),
    ).toThrow('overlap');
  });
});

describe('places before and after edits', () => {
  const edits = [
    { start: 2, end: 4, text: 'long text' },
    { start: 6, end: 6, text: '!' },
  ];

  it('follows an offset forth', () => {
    expect([0, 2, 4, 7].map(placesAfter(edits))).toEqual([0, 2, 11, 15]);
  });

  it('follows an offset back', () => {
    expect([0, 5, 11, 15].map(placesBefore(edits))).toEqual([0, 2, 4, 7]);
  });

  it('follows what moves inside an edit, both ways', () => {
    const moving = [
      { start: 0, end: 8, text: `before ${movedText(2, 3)}, between ${movedText(4, 8)}` },
      { start: 5, end: 6, text: 'long' },
    ];
    const text = 'a b cdef';
    expect(applyEdits(text, moving)).toBe('before b, between clongef');
    const flat = writtenOut(text, moving);
    expect(applyEdits(text, flat)).toBe(applyEdits(text, moving));
    expect([2, 4, 7].map(placesAfter(flat))).toEqual([7, 18, 24]);
    expect([7, 18, 24].map(placesBefore(flat))).toEqual([2, 4, 7]);
  });

  it('writes out as a whole what moves out of its order', () => {
    const swapped = [{ start: 0, end: 3, text: `${movedText(2, 3)}-${movedText(0, 1)}` }];
    expect(writtenOut('a b', swapped)).toEqual([{ start: 0, end: 3, text: 'b-a' }]);
  });

  it('counts lines from 1', () => {
    expect([0, 1, 2].map(lineCounter('a\nb'))).toEqual([1, 1, 2]);
  });
});
