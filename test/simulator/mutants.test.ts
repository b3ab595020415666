import { describe, expect, it } from 'vitest';
import { mutantsOf } from '../../scripts/simulator/mutants.ts';

const source = `import { x } from 'module';

export const onExecutePostLogin = async (event: Event, api: PostLoginAPI): Promise<void> => {
  if (event.user.a === 'b' && true) return api.access.deny('no');
  const answer: 'type' | 1 = await ask(2);
  console.log('not this', answer);
  if (answer > 3) console.warn('nor this');
};
`;

describe('mutants', () => {
  it('break one thing each, and neither types, imports nor what only reaches the console', () => {
    const mutants = mutantsOf(source, 'x.ts');
    expect(
      mutants.map(({ operator, line, before, after }) => `${line} ${operator}: ${before} -> ${after}`),
    ).toEqual([
      `4 drop statement: if (event.user.a === 'b' && true) return api.access.deny(... -> ;`,
      `4 flip condition: event.user.a === 'b' && true -> !(event.user.a === 'b' && true)`,
      '4 swap operator: && -> ||',
      '4 swap operator: === -> !==',
      `4 change text: 'b' -> "b~"`,
      '4 flip flag: true -> false',
      `4 drop return: return api.access.deny('no'); -> api.access.deny('no');`,
      `4 change text: 'no' -> "no~"`,
      '5 drop await: await ask(2) -> ask(2)',
      '5 change number: 2 -> 3',
    ]);
    for (const { text } of mutants) expect(text).not.toBe(source);
  });
});
