import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Desired } from '../../scripts/tenant/desired.ts';
import type { Live, LiveAction } from '../../scripts/tenant/live.ts';
import { mergeBindings, missingClientIds, pending, planChanges } from '../../scripts/tenant/changes.ts';
import { NO_REMOVALS } from '../../scripts/tenant/removals.ts';
import { secretsOf } from '../../scripts/tenant/secret-changes.ts';
import { readSecretsLock, withSent, type SecretsLock } from '../../scripts/tenant/secrets-lock.ts';

const noLock: SecretsLock = { salt: 'salt', sent: {} };
const at = '2026-01-01T00:00:00.000Z';
const triggers = [{ id: 'post-login', version: 'v3' }];

const desired: Desired = {
  clients: [{ name: 'App', callbacks: ['https://a', 'https://b'] }],
  connections: [
    {
      name: 'entra',
      strategy: 'waad',
      enabled_clients: ['App'],
      options: { ext_groups: true, client_secret: 'hunter2' },
    },
  ],
  actions: [
    {
      name: 'claims',
      path: './dist/actions/claims.js',
      code: 'code',
      runtime: 'node22',
      dependencies: [],
      secrets: [{ name: 'ID', value: 'app-id' }],
      supportedTriggers: triggers,
    },
  ],
  bindings: new Map([['post-login', [{ actionName: 'claims', displayName: 'claims' }]]]),
  removals: NO_REMOVALS,
};

const action: LiveAction = {
  id: 'act_1',
  name: 'claims',
  deployed: { id: 'v3', number: 3, code: 'code', runtime: 'node22', dependencies: [] },
  allChangesDeployed: true,
  supportedTriggers: triggers,
  secrets: [{ name: 'ID', updatedAt: at }],
};

const live: Live = {
  clients: new Map([
    ['App', { name: 'App', client_id: 'app-id', callbacks: ['https://b', 'https://a'], logo_uri: 'x' }],
    ['Other', { name: 'Other', client_id: 'other-id' }],
  ]),
  connections: new Map([
    [
      'entra',
      {
        name: 'entra',
        strategy: 'waad',
        enabled_clients: ['app-id', 'other-id'],
        options: { ext_groups: true, client_secret: 'hunter2', ext_profile: true },
      },
    ],
  ]),
  actions: new Map([['claims', action]]),
  bindings: new Map([
    [
      'post-login',
      [
        { actionName: 'mfa', displayName: 'mfa' },
        { actionName: 'claims', displayName: 'claims' },
      ],
    ],
  ]),
  rules: new Map(),
};
const lock = withSent(noLock, secretsOf(desired, live));
const empty: Live = {
  clients: new Map(),
  connections: new Map(),
  actions: new Map(),
  bindings: new Map(),
  rules: new Map(),
};

const change = (type: string, changed: Partial<Live>, by: SecretsLock = lock) =>
  planChanges(desired, { ...live, ...changed }, by).find((one) => one.type === type)!;

describe('planChanges', () => {
  it('finds nothing to do when the tenant is as desired', () => {
    expect(pending(planChanges(desired, live, lock))).toEqual([]);
  });

  it('creates everything on an empty tenant', () => {
    expect(planChanges(desired, empty, noLock).map(({ type, kind }) => `${type} ${kind}`)).toEqual([
      'clients create',
      'actions create',
      'connections create',
      'triggers create',
    ]);
  });

  it('keeps applications and options of a connection that tenant.yaml does not name', () => {
    const options = { ext_groups: false, client_secret: 'hunter2', ext_profile: true };
    const connections = new Map([['entra', { ...live.connections.get('entra'), options }]]);
    expect(change('connections', { connections })).toMatchObject({
      kind: 'update',
      fields: [{ path: 'options.ext_groups', before: false, after: true }],
      payload: { enabled_clients: ['App', 'Other'], options: { ...options, ext_groups: true } },
    });
  });

  it('keeps a binding that tenant.yaml does not manage, in its place', () => {
    const bindings = new Map([['post-login', [{ actionName: 'mfa', displayName: 'MFA' }]]]);
    expect(change('triggers', { bindings })).toMatchObject({
      kind: 'update',
      payload: [
        { action_name: 'mfa', display_name: 'MFA' },
        { action_name: 'claims', display_name: 'claims' },
      ],
    });
  });

  it.each<[string, Partial<LiveAction>, string]>([
    ['other code is deployed', { deployed: { ...action.deployed!, code: 'old' } }, 'code'],
    [
      'another runtime is deployed',
      { deployed: { ...action.deployed!, runtime: 'node18-actions' } },
      'runtime',
    ],
    ['it was never deployed', { deployed: undefined, allChangesDeployed: false }, 'deployed'],
    ['a draft waits that somebody else wrote', { allChangesDeployed: false }, 'draft'],
    ['a secret is missing', { secrets: [] }, 'secrets.ID'],
    [
      'a secret was changed by somebody else',
      { secrets: [{ name: 'ID', updatedAt: '2026-02-02T00:00:00.000Z' }] },
      'secrets.ID',
    ],
    [
      'there is one secret more',
      { secrets: [...action.secrets, { name: 'OLD', updatedAt: at }] },
      'secrets.OLD',
    ],
  ])('sends the Action when %s', (_, over, path) => {
    const planned = change('actions', { actions: new Map([['claims', { ...action, ...over }]]) });
    expect(planned.kind).toBe('update');
    expect(planned.fields.map((field) => field.path)).toContain(path);
  });

  it('sends a secret again when it is not known what the tenant holds, and never shows its value', () => {
    const planned = planChanges(desired, live, readSecretsLock('/nowhere'));
    const fields = planned.flatMap((one) => one.fields);
    expect(fields).toEqual([{ path: 'secrets.ID', before: 'set', after: 'unknown', secret: true }]);
  });

  it('compares a connection secret by its hash where the tenant does not return it', () => {
    const { client_secret: _, ...options } = live.connections.get('entra')!['options'] as Record<
      string,
      unknown
    >;
    const connections = new Map([['entra', { ...live.connections.get('entra'), options }]]);
    expect(change('connections', { connections }).kind).toBe('unchanged');
    expect(change('connections', { connections }, noLock).fields).toEqual([
      { path: 'options.client_secret', before: 'set', after: 'unknown', secret: true },
    ]);
  });

  it('lists the applications whose client ID is not known yet', () => {
    const open = { ...desired.actions[0]!, secrets: [{ name: 'ID', value: { clientIdOf: 'App' } }] };
    expect(missingClientIds({ ...desired, actions: [open, open] })).toEqual(['App']);
    expect(missingClientIds(desired)).toEqual([]);
  });
});

describe('mergeBindings', () => {
  const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
  const binding = (name: string) => ({ actionName: name, displayName: name });

  it('loses no unmanaged binding and keeps both orders, whatever is bound', () => {
    fc.assert(
      fc.property(names, names, names, (current, wanted, declared) => {
        const managed = new Set(declared);
        const merged = mergeBindings(current.map(binding), wanted.map(binding), managed).map(
          (one) => one.actionName,
        );
        const isOwn = (name: string): boolean => new Set<string>([...managed, ...wanted]).has(name);
        expect(merged.filter(isOwn)).toEqual(wanted);
        expect(merged.filter((name) => !isOwn(name))).toEqual(current.filter((name) => !isOwn(name)));
        expect(
          mergeBindings(merged.map(binding), wanted.map(binding), managed).map((one) => one.actionName),
        ).toEqual(merged);
      }),
      { seed: 3, numRuns: 500 },
    );
  });

  it('puts a managed binding back into its own place', () => {
    const merged = mergeBindings(
      ['x', 'a', 'y', 'b'].map(binding),
      ['b', 'a', 'c'].map(binding),
      new Set(['a', 'b', 'c']),
    );
    expect(merged.map((one) => one.actionName)).toEqual(['x', 'b', 'y', 'a', 'c']);
  });
});
