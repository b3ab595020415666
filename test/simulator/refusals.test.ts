import { expect, it } from 'vitest';
import { prepareRules } from '../../scripts/simulator/rule-code.ts';
import { unseenRefusals } from '../../scripts/simulator/refusals.ts';

/** The lines at which a Rule refuses logins and none came, when these branches went the given ways. */
function unseen(body: string, ways: Readonly<Record<string, readonly boolean[]>>): number[] {
  const source = `function rule(user, context, callback) {\n${body}\n}`;
  const [prepared] = prepareRules([{ name: 'rule', file: 'rule.js', source, order: 1, enabled: true }]);
  const { branches, refusals } = prepared!;
  const seen = branches.flatMap(({ id, text }) => (ways[text] ?? [true]).map((way) => id * 2 + Number(way)));
  return unseenRefusals(refusals, new Set(seen)).map(({ line }) => line);
}

const A = { a: [false], b: [true, false] };

it.each<[string, string, Parameters<typeof unseen>[1], number[]]>([
  ['behind a condition', `if (a) {\n  callback(new Error('no'));\n}`, A, [3]],
  ['that is reached', `if (b)\n  callback(new Error('no'));`, A, []],
  ['behind one that was always true', `if (a) return callback(null);\ncallback('no');`, { a: [true] }, [3]],
  ['behind two', `if (b) {\n  if (a)\n    return callback(b);\n}`, A, [4]],
  [
    'in the other half',
    `if (a) {\n  callback();\n} else if (b) {\n  callback('no');\n}`,
    { a: [true], b: [true] },
    [5],
  ],
  ['by a short cut', `a && callback('no');`, A, [2]],
  ['thrown', `if (a) throw new Error('no');\ncallback(null, user, context);`, A, [2]],
  ['thrown and caught', `try {\n  if (a) throw 1;\n} catch (e) {\n  b;\n}`, A, []],
  ['but none that lets the login on', `if (a) callback(null, user, context);`, A, []],
])('tells a refusal %s', (_what, body, ways, lines) => expect(unseen(body, ways)).toEqual(lines));
