import { describe, expect, it } from 'vitest';
import type { Change } from '../../scripts/tenant/changes.ts';
import type { Live, LiveRule } from '../../scripts/tenant/live.ts';
import type { Connection } from '../../scripts/tenant/management.ts';
import { switchRulesOff, takeSteps } from '../../scripts/tenant/steps.ts';
import { problemOf } from '../support/problem.ts';

const rules: readonly LiveRule[] = [
  { id: 'r1', name: 'first', enabled: true, order: 1 },
  { id: 'r3', name: 'last', enabled: true, order: 30 },
  { id: 'r2', name: 'middle', enabled: true, order: 2 },
];
const live = { rules: new Map(rules.map((rule) => [rule.name, rule])) } as unknown as Live;
const changes = rules.map(({ name }): Change => ({
  type: 'rules',
  name,
  kind: 'update',
  fields: [],
  payload: {},
}));

/** What the SDK throws. */
const refusal = (errorCode: string): Error =>
  Object.assign(new Error('no'), { statusCode: 403, body: { message: 'no', errorCode } });

function tenant(answer: () => void = () => undefined) {
  const calls: string[] = [];
  const record =
    (what: string) =>
    (...args: unknown[]): Promise<void> => {
      calls.push(
        [what, ...args.map((one) => (typeof one === 'string' ? one : JSON.stringify(one)))].join(' '),
      );
      answer();
      return Promise.resolve();
    };
  const api = {
    rules: () => Promise.resolve({ update: record('rule') }),
    clients: { update: record('client') },
    connections: { update: record('connection'), clients: { update: record('applications') } },
    actions: {
      versions: { deploy: record('version') },
      triggers: { bindings: { updateMany: record('bindings') } },
    },
  };
  return { calls, connection: { api, domain: 'acme' } as unknown as Connection };
}

describe('switchRulesOff', () => {
  it('begins with the last rule', async () => {
    const { calls, connection } = tenant();
    expect(await switchRulesOff(connection, changes, live)).toBe(true);
    expect(calls).toEqual(['r3', 'r2', 'r1'].map((id) => `rule ${id} {"enabled":false}`));
  });

  it('is content with a tenant that has no Rules any more', async () => {
    const { calls, connection } = tenant(() => {
      throw refusal('feature_not_enabled');
    });
    expect(await switchRulesOff(connection, changes, live)).toBe(false);
    expect(calls).toHaveLength(1);
  });

  it('is not content with a token that lacks a scope', async () => {
    const { connection } = tenant(() => {
      throw refusal('insufficient_scope');
    });
    expect((await problemOf(() => switchRulesOff(connection, changes, live))).code).toBe('tenant-403');
  });
});

describe('takeSteps', () => {
  it('makes one call for each step, in their order', async () => {
    const { calls, connection } = tenant();
    await takeSteps(
      connection,
      [
        { do: 'enable-rule', id: 'r1', name: 'first' },
        { do: 'patch-client', id: 'c1', name: 'App', body: { description: null } },
        { do: 'patch-connection', id: 'con1', name: 'entra', body: { options: {} } },
        { do: 'deploy-version', id: 'a1', name: 'claims', version: 'v1' },
        { do: 'bind', trigger: 'post-login', bindings: [{ actionName: 'claims', displayName: 'Claims' }] },
      ],
      () => undefined,
    );
    expect(calls).toEqual([
      'rule r1 {"enabled":true}',
      'client c1 {"description":null}',
      'connection con1 {"options":{}}',
      'version a1 v1 {"update_draft":true}',
      'bindings post-login {"bindings":[{"ref":{"type":"action_name","value":"claims"},"display_name":"Claims"}]}',
    ]);
  });

  it('changes at most 50 applications with one call', async () => {
    const { calls, connection } = tenant();
    const applications = Array.from({ length: 101 }, (_, index) => ({
      client_id: `c${index}`,
      status: true,
    }));
    await takeSteps(
      connection,
      [{ do: 'set-applications', id: 'con1', name: 'entra', changes: applications }],
      () => undefined,
    );
    expect(calls.map((call) => call.match(/client_id/g)!.length)).toEqual([50, 50, 1]);
  });

  it('stops at the first call that is refused', async () => {
    const { calls, connection } = tenant(() => {
      throw refusal('insufficient_scope');
    });
    const step = { do: 'enable-rule' as const, id: 'r1', name: 'first' };
    const { code } = await problemOf(() => takeSteps(connection, [step, step], () => undefined));
    expect({ code, calls: calls.length }).toEqual({ code: 'tenant-403', calls: 1 });
  });
});
