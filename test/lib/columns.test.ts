import { expect, it } from 'vitest';
import { columns } from '../../scripts/lib/columns.ts';

it('aligns cells by what a person sees, without trailing blanks', () => {
  expect(
    columns(
      [
        ['a', 'bb', 'c'],
        ['\u001B[31mdd\u001B[39m', '', 'é'],
        ['🙂', 'x'],
      ],
      '  ',
    ),
  ).toBe('  a   bb  c\n  \u001B[31mdd\u001B[39m      é\n  🙂   x');
});
