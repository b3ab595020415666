import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FaultInput } from '../scripts/local-tenant/faults.ts';
import { startLocalTenant, type LocalTenant } from '../scripts/local-tenant/server.ts';
import { login } from '../scripts/simulator/login.ts';
import { runActions } from '../scripts/simulator/chain.ts';
import { run } from './support/context.ts';
import { projectCopy } from './support/project.ts';
import {
  addManualAction,
  addManualApplication,
  meddle,
  olderVersion,
  seededProjects,
  stateOf,
  type TenantState,
} from './support/seeded-project.ts';

const seeded = seededProjects();
const deploy = (root: string, ...flags: string[]) =>
  run(root, ['deploy', '--unproved', 'torq-group-claims', ...flags]);

async function deployWith(
  root: string,
  faults: readonly FaultInput[],
  ...flags: string[]
): Promise<{ readonly code: number; readonly requests: LocalTenant['requests'] }> {
  const tenant = await startLocalTenant({ stateDir: join(root, '.tenant'), faults });
  try {
    const { code } = await deploy(root, ...flags);
    return { code, requests: [...tenant.requests] };
  } finally {
    await tenant.close();
  }
}

type Differ = (state: TenantState) => void;

/** Everything but the bindings: auth0-deploy-cli sleeps two seconds before it sends those. */
const resources: Differ = (state) => {
  Object.assign(state.connections[0]!.options, { max_groups_to_retrieve: '50' });
  state.clients.find((one) => one.name === 'Auth0 Torq')!['callbacks'] = ['https://old.example/callback'];
  olderVersion(state);
};
const bindings: Differ = (state) => {
  state.bindings['post-login']![1]!.display_name = 'to be renamed';
};

/** A tenant that holds more than tenant.yaml names, and differs from it. */
function different(...differs: readonly Differ[]): string {
  const root = seeded();
  meddle(root, (state) => {
    addManualAction(state);
    addManualApplication(state);
    state.connections[0]!.options['ext_profile'] = true;
    state.rules.push({ id: 'rul_1', name: 'enrich-torq-token', enabled: true, order: 1, script: '' });
    for (const differ of differs) differ(state);
  });
  return root;
}
const REMOVE_RULE = ['--remove', 'rules/enrich-torq-token'];

/** The claim that a member gets from what is bound and live now, whatever version that is. */
async function groupsOfMember(root: string): Promise<unknown> {
  const state = stateOf(root);
  const actions = state.bindings['post-login']!.map(({ action_id }) => {
    const action = state.actions.find((one) => one.id === action_id)!;
    const live = (
      action.versions as { id: string; code: string; secrets: { name: string; value: string }[] }[]
    ).find((version) => version.id === action.deployed_version_id)!;
    const secrets = Object.fromEntries(live.secrets.map(({ name, value }) => [name, value]));
    return { name: action.name, code: live.code, secrets };
  });
  const client = state.clients.find((one) => one.name === 'Auth0 Torq')!;
  const member = login({
    user: { groups: ['Torq Operators'] },
    client: { client_id: client.client_id, name: client.name },
  });
  return (await runActions(actions, member)).idToken.claims['https://torq.io/groups'];
}

function expectNothingLost(root: string): void {
  const state = stateOf(root);
  expect(state.bindings['post-login']!.map((one) => one.action_id)).toContain('manual-manual-mfa');
  expect(state.connections[0]!.enabled_clients).toContain('client-Wiki');
  expect(state.connections[0]!.options).toMatchObject({ ext_profile: true, ext_groups: true });
}

/** What a deploy changes, without times and ids. */
function summaryOf(root: string): string {
  const { clients, actions, connections, bindings } = stateOf(root);
  return JSON.stringify([
    clients.map((one) => one['callbacks']),
    actions.map(({ code, versions }) => [code, versions.length]),
    connections.map((one) => one.options),
    bindings['post-login']!.map((one) => one.display_name),
  ]);
}

describe('a deploy that is cut at any request', () => {
  it.each<[string, Differ]>([
    ['applications, Actions and connections', resources],
    ['bindings', bindings],
  ])(
    'serves every login, loses nothing, and the next run converges: %s',
    async (_, differ) => {
      const whole = await deployWith(different(differ), [], ...REMOVE_RULE);
      expect(whole.code).toBe(0);
      const writes = whole.requests.flatMap(({ method }, index) => (method === 'GET' ? [] : [index]));
      expect(writes.length).toBeGreaterThan(2);

      // Before each request, and for a write also between what it does and its answer.
      const cuts = [
        ...whole.requests.map((_, after) => ({ kind: 'cut' as const, on: '* /**', after })),
        ...writes.map((after) => ({ kind: 'cut' as const, on: '* /**', after, when: 'after' as const })),
      ];
      const converged = new Set<string>();
      await inPairs(cuts, async (cut: FaultInput & { readonly after: number }) => {
        const root = different(differ);
        const { code, requests } = await deployWith(root, [cut], ...REMOVE_RULE);
        const place = JSON.stringify({
          cut,
          requests: requests.map((one) => `${one.status} ${one.method} ${one.path}`),
        });
        expect(await groupsOfMember(root), place).toEqual(['Torq Operators']);
        expectNothingLost(root);
        // auth0-deploy-cli can do without some of what it reads; never without a write.
        if (writes.includes(cut.after)) expect(code, place).toBe(2);

        const summary = summaryOf(root);
        if (converged.has(summary)) return;
        converged.add(summary);
        expect((await deploy(root)).code, place).toBe(0);
        expectNothingLost(root);
        expect((await run(root, ['plan'])).code, place).toBe(0);
      });
      expect(converged.size).toBeGreaterThan(1);
    },
    300_000,
  );

  it('switches a rule off only when its Action was read back live and bound', async () => {
    const { requests } = await deployWith(different(resources, bindings), [], ...REMOVE_RULE);
    const order = requests.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`);
    const rule = order.indexOf('PATCH /api/v2/rules/rul_1');
    const bound = order.indexOf('PATCH /api/v2/actions/triggers/post-login/bindings');
    const readBack = order.indexOf('GET /api/v2/actions/triggers/post-login/bindings', bound);
    expect(bound).toBeGreaterThan(order.findIndex((one) => one.endsWith('/deploy')));
    expect(readBack).toBeGreaterThan(bound);
    expect(rule).toBeGreaterThan(readBack);
  });
});

describe('a first deploy that is cut when a resource was just created', () => {
  it.concurrent.each(['POST /clients', 'POST /connections', 'POST /actions/actions'])(
    'goes on after %s without making it twice',
    async (on) => {
      const root = projectCopy();
      const { code } = await deployWith(root, [{ kind: 'cut', on, when: 'after' }]);
      expect(code).toBe(2);
      expect((await deploy(root)).code).toBe(0);
      const { clients, connections, actions } = stateOf(root);
      expect(clients.filter((one) => one.name === 'Auth0 Torq')).toHaveLength(1);
      expect(connections).toHaveLength(1);
      expect(actions).toHaveLength(1);
    },
    60_000,
  );
});

/** Two at a time: most of a deploy is waiting. */
async function inPairs<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const worker = async (): Promise<void> => {
    for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}
