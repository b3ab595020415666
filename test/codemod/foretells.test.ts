import { describe, expect, it } from 'vitest';
import { foretells } from '../../scripts/codemod/foretells.ts';

const difference = { path: 'end', settings: [['user', 'upn']], inChain: false };
const answer = (code: string, changes: Partial<typeof difference>, reason = 'Look.'): boolean =>
  foretells({ code, reason }, { ...difference, ...changes });

describe('what a marker foretells', () => {
  // oxfmt-ignore
  it.each([
    ['the kind of difference that its row names',        'calls-back-twice', {},                                      true],
    ['the same in the second half of a login',           'calls-back-twice', { path: 'back.end.reason' },             true],
    ['no other kind',                                    'calls-back-twice', { path: 'idToken.a' },                   false],
    ['what later Actions make of it, in a chain',        'context-local',    { path: 'idToken.a', inChain: true },    true],
    ['nothing of that for one Action alone',             'context-local',    { path: 'idToken.a' },                   false],
    ['what a login with something special in it does',   'client-metadata',  { settings: [['client', 'metadata']] },  true],
    ['not what other logins do',                         'client-metadata',  {},                                      false],
    ['nothing at all where nobody knows the code',       'toString',         {},                                      false],
  ] as const)('%s', (_title, code, changes, expected) => {
    expect(answer(code, changes as Partial<typeof difference>)).toBe(expected);
  });

  it('goes for any login where an earlier rule made what is there, for some of them', () => {
    const made = 'user.app_metadata, which 01 Init makes on some of its ways: Rules had no metadata …';
    const inChain = { settings: [['client', 'name']], inChain: true };
    expect(answer('undefined-metadata', inChain, made)).toBe(true);
    expect(answer('undefined-metadata', inChain, 'Rules had no metadata …')).toBe(false);
    expect(answer('undefined-metadata', { ...inChain, inChain: false }, made)).toBe(false);
  });

  it('has to do with the name that it starts with', () => {
    expect(answer('root-read', {}, 'user.upn: This attribute is …')).toBe(true);
    expect(answer('root-read', {}, 'user.groups: This attribute is …')).toBe(false);
    expect(answer('root-read', {}, 'user.[…]: This attribute is …')).toBe(true);
    expect(answer('claim-restricted', { path: 'idToken.roles' }, 'roles: Auth0 drops …')).toBe(true);
    expect(answer('claim-restricted', { path: 'idToken.groups' }, 'roles: Auth0 drops …')).toBe(false);
  });
});
