import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readIfExists, writeChanged, writeFileAtomic } from '../../scripts/lib/files.ts';
import { folder } from '../support/folder.ts';

describe('writeFileAtomic', () => {
  it('makes folders, replaces the content and leaves no temporary file', () => {
    const root = folder({ 'a/b.txt': 'old' });
    writeFileAtomic(join(root, 'a/b.txt'), 'new');
    writeFileAtomic(join(root, 'c/d.txt'), 'first', 0o600);
    expect(readFileSync(join(root, 'a/b.txt'), 'utf8')).toBe('new');
    expect(statSync(join(root, 'c/d.txt')).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(root, 'a'))).toEqual(['b.txt']);
  });

  it('keeps the old content and removes its temporary file when it cannot write', () => {
    const root = folder();
    mkdirSync(join(root, 'taken'));
    expect(() => writeFileAtomic(join(root, 'taken'), 'text')).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(root)).toEqual(['taken']);
  });
});

describe('writeFileAtomic on what is no file', () => {
  it('writes through a link, and leaves the link', () => {
    const root = folder({ 'real.txt': 'old' });
    symlinkSync('real.txt', join(root, 'link.txt'));
    writeFileAtomic(join(root, 'link.txt'), 'new');
    expect(readFileSync(join(root, 'real.txt'), 'utf8')).toBe('new');
    expect(lstatSync(join(root, 'link.txt')).isSymbolicLink()).toBe(true);
  });

  it('gives a device the content, and leaves the device', () => {
    writeFileAtomic('/dev/null', 'text');
    expect(statSync('/dev/null').isFile()).toBe(false);
  });
});

describe('writeChanged', () => {
  it('writes what differs and touches nothing else', () => {
    const root = folder({ same: 'same', other: 'old' });
    const past = new Date('2020-01-01T00:00:00Z');
    utimesSync(join(root, 'same'), past, past);
    const staged = new Map(
      Object.entries({ same: 'same', other: 'new', fresh: 'x' }).map(([name, text]) => [
        join(root, name),
        text,
      ]),
    );
    expect(writeChanged(staged)).toEqual([join(root, 'other'), join(root, 'fresh')]);
    expect(statSync(join(root, 'same')).mtime).toEqual(past);
    expect(readIfExists(join(root, 'fresh'))).toBe('x');
    expect(readIfExists(join(root, 'none'))).toBeUndefined();
  });
});
