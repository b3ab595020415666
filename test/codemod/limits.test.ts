import { expect, it } from 'vitest';
import { convertRules } from '../../scripts/codemod/convert.ts';
import { type Command, eventWith, runAction } from './run-action.ts';

// What Auth0 refuses fails the login of an Action, and failed none of a Rule: it is left out.

async function commandsOf(line: string, app_metadata: object): Promise<Command[]> {
  const source = `function (user, context, callback) {\n  ${line}\n  callback(null, user, context);\n}\n`;
  const { conversions } = convertRules([{ name: 'rule', file: 'rule.js', source, order: 1, enabled: true }]);
  const user = { ...(eventWith()['user'] as object), app_metadata };
  return runAction(conversions[0]!.code, eventWith({ user }));
}

it('adds no scope of more than 280 characters, or with blanks', async () => {
  const scopes = ['openid profile', 'a', 'x'.repeat(281)];
  expect(await commandsOf('context.accessToken.scope = user.app_metadata.scopes;', { scopes })).toEqual([
    ['accessToken.addScope', 'a'],
  ]);
});

it.each([
  ['a long text', 'x'.repeat(2_049), null],
  ['a list with one', ['a', 'x'.repeat(2_049)], null],
  ['a long list', Array.from({ length: 50 }, () => 'x'.repeat(2_048)), null],
  ['a list of groups', ['a', 'b'], ['a', 'b']],
])('gives a SAML attribute %s only where Auth0 takes it', async (_what, groups, expected) => {
  const line = "context.samlConfiguration.mappings = { groups: 'app_metadata.groups' };";
  expect(await commandsOf(line, { groups })).toEqual([['samlResponse.setAttribute', 'groups', expected]]);
});

it('saves nothing where there is no metadata', async () => {
  const line =
    'Object.keys(user.app_metadata || {}).forEach((key) => delete user.app_metadata[key]);' +
    ' auth0.users.updateAppMetadata(user.user_id, user.app_metadata);';
  expect(await commandsOf(line, {})).toEqual([]);
});
