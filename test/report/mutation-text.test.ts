import { describe, expect, it } from 'vitest';
import { mutationText } from '../../scripts/report/mutation-text.ts';
import type { JudgedMutant } from '../../scripts/simulator/mutation.ts';

const mutant = (fate: JudgedMutant['fate'], why?: string): JudgedMutant => ({
  operator: 'change text',
  line: 3,
  column: 9,
  before: `'a'`,
  after: `"a~"`,
  span: [0, 4],
  action: 'gate',
  file: 'actions/gate.ts',
  fate,
  ...(why === undefined ? {} : { why }),
});

describe('the report of --mutate', () => {
  it('says how many were noticed, which were not, and what does not count and why', () => {
    const mutants = [
      mutant('caught'),
      mutant('caught', 'by a remark alone'),
      mutant('survived'),
      mutant('unreached'),
      mutant('equivalent', 'the same code once minified'),
      mutant('open', 'it is left open'),
      mutant('aside', 'in helper functions'),
      mutant('refused', 'TS2322: …'),
      mutant('refused', 'TS2367: …'),
    ];
    expect(mutationText([{ name: 'gate', isDifferent: false, mutants }])).toBe(
      [
        'gate: 2 of 4 broken Actions noticed, 50.0 % (33.3 % of all 6, 66.7 % of the 3 in code that a login reaches)',
        '',
        '  1 noticed by a remark alone',
        '  1 not counted, equivalent: the same code once minified',
        '  1 not counted, left open: it is left open',
        '  1 not counted, in helper functions',
        '  2 not counted, refused by the build or its type check',
        '',
        `  survived   actions/gate.ts:3:9  change text  'a'  ->  "a~"`,
        `  unreached  actions/gate.ts:3:9  change text  'a'  ->  "a~"`,
      ].join('\n'),
    );
  });

  it('says what there is nothing to say about', () => {
    expect(
      mutationText([
        { name: 'one', isDifferent: true, mutants: [] },
        { name: 'two', isDifferent: false, mutants: [mutant('equivalent', 'x')] },
        { name: 'three', isDifferent: false, mutants: [mutant('caught')] },
      ]),
    ).toBe(
      [
        'one: the Action differs from its Rule as it is, so nothing can be said about a broken one.',
        '',
        'two: nothing to break',
        '',
        '  1 not counted, equivalent: x',
        '',
        'three: 1 of 1 broken Actions noticed, 100.0 %',
      ].join('\n'),
    );
  });
});
