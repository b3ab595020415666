import type { Context } from 'oidc-provider';
import type { Login } from '../../auth0/login.ts';
import { runActions } from '../../simulator/chain.ts';
import type { ContinueRequest } from '../../simulator/pipeline.ts';
import type { ActionsResult, BoundAction, MetadataWrites } from '../../simulator/result.ts';
import type { Fields, State, User } from '../state.ts';
import { findOr } from '../tenant.ts';
import type { Tenant } from '../tenant.ts';
import { record, recordShadow } from './executions.ts';
import type { Flow } from './flow.ts';
import { loginOf } from './login-of.ts';
import type { LoginFacts } from './login-of.ts';
import { connectionOfUser } from './people.ts';
import { compareInShadow } from './shadow.ts';

/** Runs what is bound to post-login for a login that is complete, and stores the metadata it writes. */
export async function runPostLogin(
  tenant: Tenant,
  facts: LoginFacts,
  actions: readonly BoundAction[],
  resume?: Parameters<typeof runActions>[2],
): Promise<ActionsResult | undefined> {
  const login = loginOf(tenant, facts);
  const back = resume?.resume?.request;
  const started = tenant.now();
  if (actions.length === 0) {
    void followInShadow(tenant, login, actions, { back, id: undefined, now: started.getTime() });
    return undefined;
  }
  const world = { http: tenant.network };
  const result = await runActions(actions, login, { root: tenant.root, world, ...resume });
  const id = record(tenant, facts, { actions, result, started });
  void followInShadow(tenant, login, actions, { back, id, now: started.getTime() });
  storeMetadata(tenant, facts.user.user_id, result.metadata);
  return result;
}

/** Compares with the legacy Rules where that is asked for; the login does not wait for it. */
async function followInShadow(
  { shadow, root, network: http, journal }: Tenant,
  login: Login,
  actions: readonly BoundAction[],
  {
    back,
    id,
    now,
  }: {
    readonly back: ContinueRequest | undefined;
    readonly id: string | undefined;
    readonly now: number;
  },
): Promise<void> {
  if (!shadow) return;
  const result = await compareInShadow(shadow, login, actions, { root, back, now, http });
  recordShadow(journal, id, result);
  shadow.onResult(result);
}

/** Runs or resumes the pipeline of one authorization request; the flow keeps how far it came. */
export async function advance(tenant: Tenant, flow: Flow, facts: LoginFacts): Promise<void> {
  flow.actions ??= boundActions(tenant.store.read());
  const from = flow.result?.suspension;
  const request = flow.continued;
  delete flow.continued;
  flow.facts = facts;
  const result = await runPostLogin(
    tenant,
    facts,
    flow.actions,
    from && request ? { resume: { from, request } } : {},
  );
  if (result) flow.result = result;
}

/** The deployed versions, in the order they are bound. */
export function boundActions(state: State): readonly BoundAction[] {
  const known = boundOf.get(state.actions);
  if (known?.bindings === state.bindings) return known.actions;
  const actions = deployedInOrder(state);
  boundOf.set(state.actions, { bindings: state.bindings, actions });
  return actions;
}

/** A login leaves Actions and bindings as the very objects they were; every other change makes new ones. */
const boundOf = new WeakMap<
  State['actions'],
  { readonly bindings: State['bindings']; readonly actions: readonly BoundAction[] }
>();

function deployedInOrder(state: State): BoundAction[] {
  return (state.bindings['post-login'] ?? []).flatMap(({ action_id }) => {
    const action = state.actions.find((candidate) => candidate.id === action_id);
    const live = action?.versions.find((version) => version.id === action.deployed_version_id);
    if (!action || !live) return [];
    const secrets = Object.fromEntries(live.secrets.map(({ name, value }) => [name, value]));
    return [{ name: action.name, code: live.code, secrets, dependencies: live.dependencies }];
  });
}

/** Who signs in to what, for an authorization request whose user is known. */
export function factsOf(tenant: Tenant, context: Context, flow: Flow, protocol: string): LoginFacts {
  const state = tenant.store.read();
  const { session, client } = context.oidc;
  const user = userOf(state, session.accountId ?? '');
  const { headers } = context.req;
  const connection = connectionOfUser(state, user);
  if (!connection) throw new Error(`the connection of ${user.user_id} is gone`);
  return {
    user,
    client: findOr(state.clients, ({ client_id }) => client_id === client.clientId, gone('application')),
    connection,
    protocol,
    parameters: flow.parameters,
    method: 'GET',
    userAgent: headers['user-agent'],
    language: headers['accept-language']?.split(',')[0],
    transactionId: context.oidc.grant.jti,
    session: { id: session.uid, authenticatedAt: new Date((session.authTime() ?? 0) * 1000) },
  };
}

export function userOf(state: State, id: string): User {
  return findOr(state.users, (user) => user.user_id === id, gone('user'));
}

function gone(what: string): Error {
  return new Error(`the ${what} of this login is gone`);
}

/** First-level keys are set, a null removes one (https://auth0.com/docs/manage-users/user-accounts/metadata/manage-user-metadata). */
function storeMetadata(tenant: Tenant, userId: string, { app, user }: MetadataWrites): void {
  if (Object.keys(app).length + Object.keys(user).length === 0) return;
  const merge = (stored: Fields, writes: Readonly<Fields>) =>
    Object.fromEntries(Object.entries({ ...stored, ...writes }).filter(([, value]) => value !== null));
  tenant.store.update((draft) => {
    const stored = userOf(draft, userId);
    stored.app_metadata = merge(stored.app_metadata, app);
    stored.user_metadata = merge(stored.user_metadata, user);
    stored.updated_at = tenant.now().toISOString();
  });
}
