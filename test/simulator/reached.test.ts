import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { instrument } from '../../scripts/simulator/instrument.ts';
import { isReached } from '../../scripts/simulator/reached.ts';
import { SEEN } from '../../scripts/simulator/run-pair.ts';
import type { BranchWay } from '../../scripts/simulator/verdict.ts';

/** The ways that running the code takes. */
function waysOf(text: string, event: object): BranchWay[] {
  const { code, branches } = instrument(text, 'a.ts', 0);
  const taken: BranchWay[] = [];
  const seen = <T>(id: number, value: T): T => {
    const { line, column, text: shown, ways } = branches[id]!;
    taken.push({
      file: 'a.ts',
      line,
      column,
      text: shown,
      way: ways.length === 1 ? 'entered' : String(!!value),
    });
    return value;
  };
  runInNewContext(`${code}\nhandler(event);`, { [SEEN]: seen, event });
  return taken;
}

const SOURCE = `function handler(event) {
  // first
  const a = event.a;
  if (a && event.b) {
    // inside
    log();
    return;
  } else if (event.c) {
    // other
    log();
  }
  // behind
  log();
  switch (event.c) {
    case 1:
      // case
      log();
  }
  [1].forEach(() => {
    // each
    // twice
    log();
  });
  [].forEach(() => {
    // never
    log();
  });
  try { if (event.c) throw new Error('c'); } catch {
    // caught
    log();
  }
  if (a) { return; } else { return; }
  // after
}
function log() {}
`;
const lineOf = (comment: string): number =>
  SOURCE.split('\n').indexOf(SOURCE.split('\n').find((line) => line.endsWith(`// ${comment}`))!) + 1;

describe('a statement is reached', () => {
  it.each([
    [{ a: 1, b: 1 }, ['first', 'inside']],
    [{ a: 1 }, ['first', 'behind', 'each', 'twice']],
    [{ c: 1 }, ['first', 'other', 'behind', 'case', 'each', 'twice', 'caught']],
  ])(
    'by the login %o where it took the branches around it and none that leaves before',
    (event, expected) => {
      const taken = waysOf(SOURCE, event);
      const comments = [...SOURCE.matchAll(/\/\/ (\w+)/g)].map(([, word]) => word!);
      expect(comments.filter((comment) => isReached(SOURCE, 'a.ts', lineOf(comment), taken))).toEqual(
        expected,
      );
    },
  );

  it('by no login that ran another file', () => {
    const taken = waysOf(SOURCE, {}).map((way) => ({ ...way, file: 'b.ts' }));
    expect(isReached(SOURCE, 'a.ts', lineOf('first'), taken)).toBe(false);
  });
});
