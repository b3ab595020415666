import { describe, expect, it } from 'vitest';
import { runHandler } from '../support/run-handler.ts';
import { onExecutePostLogin } from '../../actions/torq-group-claims.ts';

const CLAIM = 'https://torq.io/groups';
const secrets = { TORQ_CLIENT_ID: 'torq-app', TORQ_GROUPS_ALLOW_LIST: '["Torq Owners","Torq Viewers"]' };
const client = { client_id: 'torq-app' };

const run = (user: object, over: { client?: object; secrets?: Record<string, string> } = {}) =>
  runHandler(onExecutePostLogin, { user, client: over.client ?? client }, over.secrets ?? secrets);

describe('torq-group-claims', () => {
  it('sets the allowed groups in the order they came', async () => {
    const commands = await run({ groups: ['Torq Viewers', 'Finance', 'Torq Owners'] });
    expect(commands).toEqual([
      { method: 'idToken.setCustomClaim', args: [CLAIM, ['Torq Viewers', 'Torq Owners']] },
    ]);
  });

  it('leaves a login to another application alone', async () => {
    expect(await run({ groups: ['Torq Owners'] }, { client: { client_id: 'another' } })).toEqual([]);
  });

  it.each([
    ['no groups at all', {}],
    ['null', { groups: null }],
    ['a text', { groups: 'Torq Owners' }],
    ['an object', { groups: { 0: 'Torq Owners', length: 1 } }],
    ['a list with something else than a text', { groups: ['Torq Owners', 7] }],
    ['a list of lists', { groups: [['Torq Owners']] }],
    ['a number', { groups: 3 }],
  ])('sets no claim when the groups are %s', async (_, user) => {
    expect(await run(user)).toEqual([]);
  });

  it('sets an empty claim for a person in no group, as the rule did', async () => {
    expect(await run({ groups: [] })).toEqual([{ method: 'idToken.setCustomClaim', args: [CLAIM, []] }]);
  });

  it('compares group names with their case, as Torq does', async () => {
    expect(await run({ groups: ['torq owners'] })).toEqual([
      { method: 'idToken.setCustomClaim', args: [CLAIM, []] },
    ]);
  });

  it.each([
    ['*', '*'],
    ['no secret', undefined],
  ])('passes every group with %s as the allow-list', async (_, list) => {
    const all = {
      TORQ_CLIENT_ID: 'torq-app',
      ...(list === undefined ? {} : { TORQ_GROUPS_ALLOW_LIST: list }),
    };
    expect(await run({ groups: ['Finance'] }, { secrets: all })).toEqual([
      { method: 'idToken.setCustomClaim', args: [CLAIM, ['Finance']] },
    ]);
  });

  it.each(['', 'Torq Owners', '{"0":"Torq Owners"}', '[1]', 'null'])(
    'sets no claim when the allow-list is %j, which is none',
    async (list) => {
      const commands = await run(
        { groups: ['Torq Owners'] },
        { secrets: { ...secrets, TORQ_GROUPS_ALLOW_LIST: list } },
      );
      expect(commands).toEqual([]);
    },
  );

  it.each([
    ['missing', {}],
    ['of another application', { TORQ_CLIENT_ID: 'another' }],
    ['a placeholder', { TORQ_CLIENT_ID: '<ApplicationClientID>' }],
  ])('sets no claim when the client ID secret is %s', async (_, wrong) => {
    expect(await run({ groups: ['Torq Owners'] }, { secrets: wrong })).toEqual([]);
  });
});
