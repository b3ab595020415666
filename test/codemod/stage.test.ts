import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Conversion } from '../../scripts/codemod/conversion.ts';
import { sha256 } from '../../scripts/lib/sha256.ts';
import { stageConversions } from '../../scripts/codemod/stage.ts';
import { writeChanged } from '../../scripts/lib/files.ts';

const FIRST = 'one();\ntwo();\nthree();\nfour();\n';

function conversion(code: string): Conversion {
  return {
    rule: { name: 'rule', file: 'rule.js', order: 1, enabled: true, hash: sha256('rule') },
    action: { name: 'rule', hash: sha256(code) },
    verdict: 'exact',
    notes: [],
    secrets: [],
    dependencies: [],
    scopes: [],
    reads: [],
    writes: [],
    code,
  };
}

describe('stageConversions', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stage-'));
    file = join(folder, 'rule.ts');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Converts, writes, and tells what became of the Action's file and how many files changed. */
  function run(
    code: string,
    keep: readonly string[] = [],
  ): { fate: string; changed: number; clash?: number } {
    const files = new Map<string, string>();
    const [staged] = stageConversions([conversion(code)], { folder, files, keep: new Set(keep) });
    const { fate, clash } = staged!;
    return { fate, changed: writeChanged(files).length, ...(clash === undefined ? {} : { clash }) };
  }

  it('writes a new Action with its record, and nothing the second time', () => {
    expect(run(FIRST)).toEqual({ fate: 'new', changed: 2 });
    expect(run(FIRST)).toEqual({ fate: 'unchanged', changed: 0 });
  });

  it('updates an Action that nobody touched', () => {
    run(FIRST);
    expect(run(FIRST.replace('one', 'uno')).fate).toBe('updated');
    expect(readFileSync(file, 'utf8')).toContain('uno');
  });

  it('keeps an Action that was edited by hand', () => {
    run(FIRST);
    writeFileSync(file, FIRST.replace('one', 'mine'));
    expect(run(FIRST)).toEqual({ fate: 'kept', changed: 0 });
    expect(readFileSync(file, 'utf8')).toContain('mine');
  });

  it('keeps nothing by hand of a file that nobody edited', () => {
    run(FIRST);
    expect(() => run(FIRST, ['rule'])).toThrow('--keep names rule, whose file is as a conversion wrote it.');
  });

  it('merges when hand and conversion changed different lines, and then rests', () => {
    run(FIRST);
    writeFileSync(file, FIRST.replace('one', 'mine'));
    expect(run(FIRST.replace('four', 'theirs')).fate).toBe('merged');
    expect(readFileSync(file, 'utf8')).toBe('mine();\ntwo();\nthree();\ntheirs();\n');
    expect(run(FIRST.replace('four', 'theirs'))).toEqual({ fate: 'kept', changed: 0 });
  });

  it('refuses when both changed the same line, again and again', () => {
    run(FIRST);
    writeFileSync(file, FIRST.replace('one', 'mine'));
    expect(run(FIRST.replace('one', 'theirs'))).toEqual({ fate: 'conflict', changed: 0, clash: 1 });
    expect(run(FIRST.replace('one', 'theirs'))).toEqual({ fate: 'conflict', changed: 0, clash: 1 });
    expect(readFileSync(file, 'utf8')).toContain('mine');
  });

  it('rests on the new conversion once a person says that the file holds what it should', () => {
    const theirs = FIRST.replace('one', 'theirs');
    run(FIRST);
    writeFileSync(file, FIRST.replace('one', 'both'));
    expect(run(theirs, ['rule'])).toEqual({ fate: 'kept', changed: 1 });
    expect(readFileSync(file, 'utf8')).toContain('both');
    expect(run(theirs)).toEqual({ fate: 'kept', changed: 0 });
    expect(run(theirs.replace('four', 'vier'))).toEqual({ fate: 'merged', changed: 2 });
  });

  it('takes no file for kept that no conversion made', () => {
    writeFileSync(file, 'written by hand\n');
    expect(run(FIRST, ['rule'])).toEqual({ fate: 'foreign', changed: 0 });
  });

  it('lists what the file leaves open, whatever the conversion says', () => {
    const open = (code: string) =>
      stageConversions([conversion(code)], { folder, files: new Map() })[0]!.open.map(
        (marker) => marker.code,
      );
    const marked = '// RULE-MIGRATION(root-read): user.upn: why. See https://example.com\none();\n';
    expect(open(marked)).toEqual(['root-read']);
    run(marked);
    writeFileSync(file, marked.replace('MIGRATION', 'MIGRATION-ACCEPTED'));
    expect(open(marked)).toEqual([]);
    writeFileSync(file, 'one();\n');
    expect(open(marked)).toEqual([]);
  });

  it('never touches a file that no conversion made', () => {
    writeFileSync(file, 'written by hand\n');
    expect(run(FIRST)).toEqual({ fate: 'foreign', changed: 0 });
    expect(readFileSync(file, 'utf8')).toBe('written by hand\n');
  });

  it.each(['{', '[]', '{"code":"x"}', '{"code":"one();","action":{"hash":"0"}}'])(
    'takes a damaged record for none: %s',
    (text) => {
      mkdirSync(join(folder, '.migrated'));
      writeFileSync(join(folder, '.migrated/rule.json'), text);
      writeFileSync(file, 'one();');
      expect(run(FIRST).fate).toBe('foreign');
    },
  );
});
