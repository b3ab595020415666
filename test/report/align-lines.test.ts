import fc from 'fast-check';
import { expect, test } from 'vitest';
import { alignLines } from '../../scripts/report/align-lines.ts';

/** The rows as text, the two sides apart by `|`. */
function shown(left: string, right: string): string[] {
  const [lefts, rights] = [left.split('\n'), right.split('\n')];
  return alignLines(lefts, rights).map((row) =>
    [lefts[row.left ?? -1]?.trim() ?? '', rights[row.right ?? -1]?.trim() ?? ''].join(' | '),
  );
}

const RULE = `function (user, context, callback) {
  if (context.clientID !== 'app') {
    return callback(null, user, context);
  }
  context.idToken['https://example.com/plan'] = user.app_metadata.plan;
  callback(null, user, context);
}`;
const ACTION = `export const onExecutePostLogin = async (event, api) => {
  if (event.client.client_id !== 'app') {
    return;
  }
  console.log('a login');
  api.idToken.setCustomClaim('https://example.com/plan', event.user.app_metadata.plan);
}`;

test('puts what became of a line beside it, and leaves room beside what has no counterpart', () => {
  expect(shown(RULE, ACTION)).toEqual([
    'function (user, context, callback) { | ',
    ' | export const onExecutePostLogin = async (event, api) => {',
    "if (context.clientID !== 'app') { | if (event.client.client_id !== 'app') {",
    'return callback(null, user, context); | return;',
    '} | }',
    " | console.log('a login');",
    "context.idToken['https://example.com/plan'] = user.app_metadata.plan; | api.idToken.setCustomClaim('https://example.com/plan', event.user.app_metadata.plan);",
    'callback(null, user, context); | ',
    '} | }',
  ]);
});

test('code with nothing in common stands one after the other', () => {
  expect(shown('one();', 'two();')).toEqual(['one(); | ', ' | two();']);
  expect(shown('', 'two();')).toEqual([' | ', ' | two();']);
});

test('every line stands in one row, in its order', () => {
  const line = fc.constantFrom(
    '',
    '}',
    'return;',
    'return callback(null);',
    'groups = user.groups;',
    'a b c',
    'c d',
  );
  const lines = fc.array(line, { maxLength: 30 });
  fc.assert(
    fc.property(lines, lines, (left, right) => {
      const rows = alignLines(left, right);
      expect(rows.flatMap((row) => row.left ?? [])).toEqual([...left.keys()]);
      expect(rows.flatMap((row) => row.right ?? [])).toEqual([...right.keys()]);
    }),
    { seed: 1 },
  );
});
