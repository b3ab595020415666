import type { ActionsResult, BoundAction } from '../../simulator/result.ts';
import { newId } from '../ids.ts';
import { shownRequest } from '../network.ts';
import type { Fields } from '../state.ts';
import type { Tenant } from '../tenant.ts';
import type { LoginFacts } from './login-of.ts';
import { Recent } from './recent.ts';
import type { ShadowResult } from './shadow.ts';

/** What ran at one login: the answer of `GET /actions/executions/{id}`, and a line of the tenant's log. */
interface Execution extends Fields {
  readonly id: string;
  readonly created_at: string;
}

/** The last runs and the log of this process; a restart begins with none. */
export interface Journal {
  readonly executions: Recent<Execution>;
  readonly log: Recent<Fields>;
}

const KEPT = 200;

export function newJournal(): Journal {
  return { executions: new Recent(KEPT), log: new Recent(KEPT) };
}

/** Notes one run of these post-login Actions, with what the code printed and what became of its claims. Returns the id. */
export function record(
  tenant: Tenant,
  facts: LoginFacts,
  { actions, result, started }: { actions: readonly BoundAction[]; result: ActionsResult; started: Date },
): string {
  const { journal } = tenant;
  const ended = tenant.now().toISOString();
  const begun = started.toISOString();
  const id = newId.uuid(tenant.random);
  const results = result.runs.map((run) => ({
    action_name: run.action,
    error: run.error ? { id: run.error.name, msg: run.error.message } : null,
    started_at: begun,
    ended_at: ended,
  }));
  const status = result.outcome.kind === 'suspended' ? 'suspended' : 'final';
  journal.executions.set(id, {
    id,
    trigger_id: 'post-login',
    status,
    results,
    created_at: begun,
    updated_at: ended,
  });
  const { outcome } = result;
  const clean = withoutSecrets(actions);
  journal.log.set(id, {
    _id: id,
    log_id: id,
    date: ended,
    type: LOG_TYPES[outcome.kind](facts.protocol),
    description: 'reason' in outcome ? outcome.reason : '',
    client_id: facts.client.client_id,
    client_name: facts.client.name,
    connection: facts.connection.name,
    connection_id: facts.connection.id,
    user_id: facts.user.user_id,
    user_name: facts.user['email'] ?? facts.user.user_id,
    details: {
      actions: { executions: [id] },
      milliseconds: Date.parse(ended) - started.getTime(),
      pipeline: {
        ...pipelineOf(result, clean),
        requests: result.requests.map((request) => shownRequest(tenant.network, request, clean)),
      },
    },
  });
  return id;
}

/** Adds what the Rules would have done to the line of the log that a run has left. */
export function recordShadow(journal: Journal, id: string | undefined, shadow: ShadowResult): void {
  const details = journal.log.get(id)?.['details'];
  if (details) Object.assign(details, { shadow });
}

/** https://auth0.com/docs/deploy-monitor/logs/log-event-type-codes */
const LOG_TYPES: Readonly<Record<ActionsResult['outcome']['kind'], (protocol: string) => string>> = {
  allowed: (protocol) => (protocol === 'oauth2-refresh-token' ? 'sertft' : 's'),
  denied: (protocol) => (protocol === 'oauth2-refresh-token' ? 'fertft' : 'f'),
  failed: () => 'actions_execution_failed',
  suspended: () => 'i',
};

/** Beyond Auth0's own log: what each Action did, for people who look for the reason of a claim. */
function pipelineOf(result: ActionsResult, clean: (text: string) => string): Fields {
  return {
    outcome: result.outcome,
    idToken: result.idToken,
    accessToken: result.accessToken,
    warnings: result.warnings,
    runs: result.runs.map(({ action, handler, commands, console, error }) => ({
      action,
      handler,
      calls: commands.map(({ method }) => method),
      claims: claimsOf(commands),
      console: console.map(({ level, text }) => ({ level, text: clean(text) })),
      ...(error ? { error: { name: error.name, message: clean(error.message) } } : {}),
    })),
  };
}

/** Shorter values are words that stand in any text. */
const SECRET_LENGTH = 8;

/** Replaces what code has printed of its secrets by their names. */
function withoutSecrets(actions: readonly BoundAction[]): (text: string) => string {
  const secrets = actions
    .flatMap((action) => Object.entries(action.secrets ?? {}))
    .filter(([, value]) => value.length >= SECRET_LENGTH);
  return (text) =>
    secrets.reduce((clean, [name, value]) => clean.replaceAll(value, `[secret ${name}]`), text);
}

/** The claims that one Action asked for, by token; the last call for a name counts. */
function claimsOf(commands: ActionsResult['runs'][number]['commands']): Fields {
  const of = (method: string): Fields =>
    Object.fromEntries(
      commands.filter((one) => one.method === method).map(({ args: [name, value] }) => [String(name), value]),
    );
  return { idToken: of('idToken.setCustomClaim'), accessToken: of('accessToken.setCustomClaim') };
}
