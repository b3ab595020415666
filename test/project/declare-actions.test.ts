import { describe, expect, it } from 'vitest';
import { declareActions, type ConvertedAction } from '../../scripts/project/declare-actions.ts';
import { folder } from '../support/folder.ts';
import { problemOf } from '../support/problem.ts';

const TENANT = `# Ours.
actions:
  - name: second # by hand
    code: ./dist/actions/second.js
    deployed: true
triggers:
  post-login:
    - { action_name: second, display_name: Second of all }
    - { action_name: mfa, display_name: mfa }
`;

const made = (name: string, secrets: string[] = [], enabled = true): ConvertedAction => ({
  name,
  secrets,
  enabled,
});

describe('declareActions', () => {
  it('adds code, secrets and a binding where the rule ran, and keeps the rest to the letter', () => {
    const actions = [made('first', ['API_KEY', 'slack-hook']), made('second'), made('third'), made('fourth')];
    expect(declareActions(folder({ 'tenant.yaml': TENANT }), actions)).toEqual({
      names: ['first', 'third', 'fourth'],
      text: `# Ours.
actions:
  - name: second # by hand
    code: ./dist/actions/second.js
    deployed: true
  - name: first
    code: ./dist/actions/first.js
    runtime: node22
    secrets:
      - { name: API_KEY, value: '@@API_KEY@@' }
      - { name: slack-hook, value: '@@slack_hook@@' }
    supported_triggers:
      - { id: post-login, version: v3 }
    deployed: true
  - name: third
    code: ./dist/actions/third.js
    runtime: node22
    supported_triggers:
      - { id: post-login, version: v3 }
    deployed: true
  - name: fourth
    code: ./dist/actions/fourth.js
    runtime: node22
    supported_triggers:
      - { id: post-login, version: v3 }
    deployed: true
triggers:
  post-login:
    - { action_name: first, display_name: first }
    - { action_name: second, display_name: Second of all }
    - { action_name: third, display_name: third }
    - { action_name: fourth, display_name: fourth }
    - { action_name: mfa, display_name: mfa }
`,
    });
  });

  it('deploys the Action of a rule that was switched off, and does not bind it', () => {
    const { text } = declareActions(folder({ 'tenant.yaml': TENANT }), [made('off', [], false)]);
    expect(text).toContain('- name: off\n');
    expect(text).not.toContain('action_name: off');
  });

  it('binds one that is named already when its rule is enabled later', () => {
    const root = folder({ 'tenant.yaml': TENANT.replace(/ +- { action_name: second.*\n/, '') });
    const { text, names } = declareActions(root, [made('second'), made('mfa')]);
    expect(names).toEqual(['second', 'mfa']);
    expect(text).toMatch(/action_name: second, [^]*action_name: mfa/);
  });

  it('begins the lists of an empty file, and adds nothing the second time', () => {
    const root = folder({ 'tenant.yaml': '' });
    const { text } = declareActions(root, [made('a')]);
    expect(text).toMatch(
      /^actions:\n {2}- name: a\n[^]*triggers:\n {2}post-login:\n {4}- \{ action_name: a,/,
    );
    expect(declareActions(folder({ 'tenant.yaml': text }), [made('a')])).toEqual({ names: [], text });
  });

  it('needs a tenant.yaml that can be read', async () => {
    expect(await problemOf(() => declareActions(folder(), [made('a')]))).toMatchObject({
      code: 'file-missing',
    });
    expect(
      await problemOf(() => declareActions(folder({ 'tenant.yaml': 'actions: [' }), [made('a')])),
    ).toMatchObject({ code: 'yaml-broken' });
  });
});
