import { errors, interactionPolicy } from 'oidc-provider';
import type { Context, Interaction } from 'oidc-provider';
import { NO_CONNECTION } from '../assumptions.ts';
import type { Connection } from '../state.ts';
import type { Tenant } from '../tenant.ts';
import { allowsGrant, findClient } from './client-metadata.ts';
import type { Flow, Flows } from './flow.ts';
import { protocolOf } from './login-of.ts';
import { connectionOfUser } from './people.ts';
import { advance, factsOf } from './pipeline.ts';

const { Check, Prompt } = interactionPolicy;

/** What an authorization request goes through, in order: may it be asked, who is it, what do the Actions say. */
export function policyOf(tenant: Tenant, flows: Flows): object[] {
  const request = { name: 'request', requestable: false };
  const login = { name: 'login', requestable: true };
  const consent = { name: 'consent', requestable: true };
  const pipeline = { name: 'pipeline', requestable: false };
  return [
    new Prompt(
      request,
      new Check('allowed', '', 'invalid_request', (context) => requireAllowed(tenant, context)),
    ),
    new Prompt(
      login,
      new Check('signed_in', 'Login required', 'login_required', (context) => needsSignIn(tenant, context)),
    ),
    // First-party applications are trusted; the prompt is taken and asks nothing.
    new Prompt(consent),
    new Prompt(
      pipeline,
      new Check('finished', 'The login needs the user', 'interaction_required', (context) =>
        pipelineNeedsUser(tenant, flows, context),
      ),
    ),
  ];
}

/** The connections an application may use, those of the `connection` parameter alone when it is sent. */
export function connectionsFor(tenant: Tenant, clientId: string, named?: unknown): Connection[] {
  const enabled = tenant.store
    .read()
    .connections.filter(({ enabled_clients }) => enabled_clients.includes(clientId));
  return typeof named === 'string' ? enabled.filter(({ name }) => name === named) : enabled;
}

/** Where the browser goes next for what is missing. */
export function destinationOf(tenant: Tenant, flow: Flow, interaction: Interaction): string {
  const state = encodeURIComponent(interaction.uid);
  if (interaction.prompt.name === 'login') return `/u/login?state=${state}`;
  const outcome = flow.result?.outcome;
  if (outcome?.kind !== 'suspended') return `/u/mfa?state=${state}`;
  if (outcome.by === 'prompt') return `/u/form?state=${state}`;
  if (tenant.playRedirects) return `/u/away?state=${state}`;
  const target = new URL(outcome.target);
  target.searchParams.set('state', interaction.uid);
  return target.href;
}

/** Auth0's own refusals, in its words; nothing to prompt for otherwise. */
function requireAllowed(tenant: Tenant, { oidc }: Context): false {
  const client = findClient(tenant.store.read(), oidc.client.clientId);
  const types = oidc.params.response_type?.split(' ') ?? [];
  const wanted = types.map((type) => (type === 'code' ? 'authorization_code' : 'implicit'));
  const refused = wanted.find((type) => !client || !allowsGrant(client, type));
  if (refused) throw new errors.UnauthorizedClient(`Grant type '${refused}' not allowed for the client.`);
  const named = oidc.params['connection'];
  if (connectionsFor(tenant, oidc.client.clientId, named).length === 0) {
    throw new errors.InvalidRequest(
      typeof named === 'string' ? 'the connection is not enabled' : NO_CONNECTION,
    );
  }
  return false;
}

/** A session is enough, unless it is too old, a new login is asked for, or it came by a connection that is off here. */
function needsSignIn(tenant: Tenant, { oidc }: Context): boolean {
  const { session, params, result } = oidc;
  if (session.accountId === undefined) return true;
  const state = tenant.store.read();
  const user = state.users.find(({ user_id }) => user_id === session.accountId);
  const connection = user && connectionOfUser(state, user);
  const enabled = connectionsFor(tenant, oidc.client.clientId, params['connection']);
  if (!connection || !enabled.includes(connection)) return true;
  if (result?.['login'] !== undefined) return false;
  return (
    oidc.promptPending('login') ||
    (params['max_age'] !== undefined && session.past(Number(params['max_age'])))
  );
}

/** Runs the Actions as far as they go; a refusal ends the request, a redirect or a challenge needs the user. */
async function pipelineNeedsUser(tenant: Tenant, flows: Flows, context: Context): Promise<boolean> {
  const flow = flows.of(context);
  const { result } = flow;
  const begun = result !== undefined || flow.actions !== undefined;
  const resuming = result?.outcome.kind === 'suspended' && flow.continued !== undefined;
  if (!begun || resuming) {
    const facts = factsOf(tenant, context, flow, protocolOf(context.oidc.params.response_type ?? 'code'));
    await advance(tenant, flow, facts);
  }
  const outcome = flow.result?.outcome;
  if (outcome?.kind === 'suspended') return true;
  if (outcome?.kind === 'denied') throw new errors.AccessDenied(outcome.reason);
  if (outcome?.kind === 'failed') {
    const Refusal =
      outcome.error === 'interaction_required' ? errors.InteractionRequired : errors.AccessDenied;
    throw new Refusal(outcome.reason);
  }
  if ((flow.result?.multifactor.length ?? 0) > 0 && !flow.multifactorPassed) return true;
  flows.decisions.set(context.oidc.grant.jti, {
    result: flow.result,
    requested: (flow.parameters['scope'] ?? '').split(' '),
    sessionId: context.oidc.session.uid,
    multifactor: flow.multifactorPassed ?? false,
  });
  return false;
}
