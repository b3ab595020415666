import { describe, expect, test } from 'vitest';

import { readSource } from '../../../scripts/torq/audit/source.ts';

const action = `import type { Event } from '@auth0/actions/post-login/v3';
const NAMESPACE = 'https://torq.io/';
export const onExecutePostLogin = async (event: Event, api) => {
  if (event.client.client_id !== event.secrets['TORQ_CLIENT_ID']) return;
  api.idToken.setCustomClaim(NAMESPACE + 'groups', event.user['groups']);
  api.idToken.setCustomClaim(\`\${NAMESPACE}team\`, 1);
  api.idToken.setCustomClaim(event.user.name, 1);
  if (event.authorization) api.access.deny('no');
};`;

const seedRule = `function enrichTorqToken(user, context, callback) {
  if (context.clientID !== '<ApplicationClientID>') return;
  const namespace = "https://torq.io/";
  context.idToken[namespace + 'groups'] = user.groups;
  callback(null, user, context);
}`;

describe('an Action', () => {
  const facts = readSource(action, 'actions/a.ts');

  test('claims are folded from constants, concatenation and templates', () => {
    expect(facts.claims).toEqual([
      {
        name: { kind: 'literal', value: 'https://torq.io/groups' },
        at: { file: 'actions/a.ts', line: 5, column: 3 },
      },
      {
        name: { kind: 'literal', value: 'https://torq.io/team' },
        at: { file: 'actions/a.ts', line: 6, column: 3 },
      },
      { name: { kind: 'unknown' }, at: { file: 'actions/a.ts', line: 7, column: 3 } },
    ]);
  });

  test('the gate and what it compares with', () => {
    expect(facts.gates).toEqual([
      {
        by: 'id',
        name: 'event.client.client_id',
        against: { kind: 'secret', name: 'TORQ_CLIENT_ID' },
        at: { file: 'actions/a.ts', line: 4, column: 7 },
      },
    ]);
  });

  test('uses by dotted name, brackets included', () => {
    const names = facts.uses.map(({ name }) => name);
    expect(names).toContain('event.user.groups');
    expect(names).toContain('api.access.deny');
    expect(names).toContain('event.authorization');
  });

  test('nothing undeclared', () => {
    expect(facts.undeclared).toEqual([]);
  });
});

test('a Rule: claim through context.idToken, gate on a placeholder', () => {
  const facts = readSource(seedRule, 'rule.js');
  expect(facts.claims.map(({ name }) => name)).toEqual([
    { kind: 'literal', value: 'https://torq.io/groups' },
  ]);
  expect(facts.gates.map(({ against }) => against)).toEqual([
    { kind: 'literal', value: '<ApplicationClientID>' },
  ]);
  expect(facts.literals.map(({ value }) => value)).toContain('<ApplicationClientID>');
});

test.each([
  ['a list of clients', `const ids = ['a', 'b']; if (!ids.includes(event.client.client_id)) return;`, 2],
  ['the literal first', `if ('a' === event.client.client_id) run();`, 1],
  ['metadata', `if (event.client.metadata.torq_sso === 'true') run();`, 1],
  ['another property', `if (event.client.clientId === 'a') run();`, 0],
])('gates: %s', (_, code, count) => {
  expect(readSource(code, 'a.ts').gates).toHaveLength(count);
});

test('what an Action copied from a Rule leaves undeclared is told, property names are not', () => {
  const facts = readSource(
    'export const f = async (event, api) => { context.idToken.x = user.groups; callback(null); };',
    'a.ts',
  );
  expect(facts.undeclared.map(({ name }) => name)).toEqual(['context', 'user', 'callback']);
});

test('a constant that refers to itself is unknown, not a hang', () => {
  const facts = readSource(`const a = a + 'x'; api.idToken.setCustomClaim(a, 1);`, 'a.ts');
  expect(facts.claims[0]?.name).toEqual({ kind: 'unknown' });
});

test.each(['', '}{', 'const = ;', '\u0000', '<html>'])('anything parses: %j', (text) => {
  expect(() => readSource(text, 'a.ts')).not.toThrow();
});
