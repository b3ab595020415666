import { describe, expect, it } from 'vitest';
import { NO_REMOVALS, refuseContradiction, withFlags } from '../../scripts/tenant/removals.ts';
import { problemOf } from '../support/problem.ts';

describe('withFlags', () => {
  it('adds each form to what tenant.yaml lists, also names with a slash', () => {
    const listed = { ...NO_REMOVALS, bindings: { 'post-login': ['a'] } };
    const flags = [
      'bindings/post-login/b/c',
      'enabled_clients/entra/My App',
      'options/entra/ext_profile',
      'actions/old/one',
      'rules/x',
    ];
    expect(withFlags(listed, flags)).toEqual({
      bindings: { 'post-login': ['a', 'b/c'] },
      enabled_clients: { entra: ['My App'] },
      options: { entra: ['ext_profile'] },
      actions: ['old/one'],
      rules: ['x'],
    });
  });

  it.each(['', 'actions', 'actions/', 'bindings/post-login', 'options/entra/', 'clients/App'])(
    'refuses %j and names the forms',
    async (flag) => {
      const { code, hint } = await problemOf(() => withFlags(NO_REMOVALS, [flag]));
      expect(code).toBe('remove-form');
      expect(hint).toContain('bindings/TRIGGER/ACTION');
    },
  );
});

describe('refuseContradiction', () => {
  const declared = {
    connections: [{ name: 'entra', enabled_clients: ['App'], options: { ext_groups: true } }],
    actions: [{ name: 'claims' }],
    triggers: { 'post-login': [{ action_name: 'claims' }] },
  };
  const check = (over: object) =>
    problemOf(() =>
      refuseContradiction({ ...NO_REMOVALS, ...over }, declared, () => ({ file: 'tenant.yaml' })),
    );

  it.each([
    [{ actions: ['claims'] }, 'claims'],
    [{ bindings: { 'post-login': ['claims'] } }, 'post-login/claims'],
    [{ enabled_clients: { entra: ['App'] } }, 'entra/App'],
    [{ options: { entra: ['ext_groups'] } }, 'entra/ext_groups'],
  ])('refuses to remove what is declared: %j', async (over, what) => {
    expect(await check(over)).toMatchObject({
      code: 'remove-declared',
      message: `${what} is declared and to be removed at once.`,
    });
  });

  it('refuses a connection that is not declared', async () => {
    expect((await check({ options: { other: ['x'] } })).code).toBe('remove-unknown');
  });
});
