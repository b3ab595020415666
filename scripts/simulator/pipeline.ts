import type { Event } from '@auth0/actions/post-login/v3';
import { newTransaction, type ApiCommand, type LiveEvent, type TransactionState } from '../auth0/api-host.ts';
import { copyOf } from '../auth0/copy.ts';
import { isInteractive } from '../auth0/api-redirect.ts';
import { eventViewOf } from '../auth0/event.ts';
import type { Login } from '../auth0/login.ts';
import { emptyResult, isChallenge, resultOf, type Progress } from './effects.ts';
import type { ActionsResult, BoundAction, LoginEnd, MetadataWrites, Suspension } from './result.ts';
import { runHandler, type HandlerRun } from './run-action.ts';
import type { World } from './world.ts';

/** The request with which the user comes back to `/continue`. */
export interface ContinueRequest {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: Readonly<Record<string, unknown>>;
}

export interface PipelineTask {
  readonly actions: readonly BoundAction[];
  readonly login: Login;
  readonly resume?: { readonly from: Suspension; readonly request: ContinueRequest };
  /** Milliseconds that all Actions together may take. */
  readonly limit: number;
  readonly root: string;
  /** What the Actions kept from earlier logins, and keep for later ones. */
  readonly instance?: Instance;
}

/** What Auth0 keeps between logins for as long as it reuses an instance: loaded code, by Action, and its cache. */
export interface Instance {
  readonly modules: Map<string, Record<string, unknown>>;
  readonly cache: TransactionState['cache'];
}

/**
 * Runs the Actions in the order of their bindings. Each gets a fresh event that shows what the earlier ones stored;
 * a denial ends the login once its Action has finished; an error fails it and discards what was recorded; a redirect
 * suspends it. https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger
 */
export async function runPipeline(
  task: PipelineTask,
  world: World,
  onAction: (index: number) => void,
): Promise<ActionsResult> {
  const { actions, resume, limit, instance } = task;
  const deadline = world.clock.now() + limit;
  const progress = startOf(task, world);
  let { login } = task;
  if (resume) login = { ...login, request: { ...login.request, ...bodyAndQuery(resume.request) } };

  for (let index = resume?.from.index ?? 0; index < actions.length; index++) {
    onAction(index);
    const action = actions[index]!;
    const resumed = resume !== undefined && index === resume.from.index;
    const handler = resumed ? 'onContinuePostLogin' : 'onExecutePostLogin';
    const shown = currentEvent(login, action, progress);
    const event = copyOf(shown);
    const bounds = { deadline, root: task.root, ...(instance ? { modules: instance.modules } : {}) };
    const ran = await runHandler(action, handler, { event, shown }, login, progress.state, world, bounds);
    progress.warnings.push(...ran.warnings);
    progress.took += ran.took;
    if (ran.ended === 'absent' && resumed) continue;
    progress.runs.push(ran.run);

    const failure = failureOf(ran, action.name, limit);
    if (failure) return emptyResult(progress, failure);
    storeMetadata(progress, ran.run.commands);

    const end = endOf(ran.run.commands, action.name, event);
    if (end?.kind === 'suspended') {
      const { state, runs, warnings, metadata } = progress;
      return { ...resultOf(progress, end, login), suspension: { index, state, runs, warnings, metadata } };
    }
    if (end) return emptyResult(progress, end);
    if (ran.run.commands.some(isChallenge)) login = withMfa(login, world.clock.now());
  }
  return resultOf(progress, { kind: 'allowed' }, login);
}

function startOf({ login, resume, instance }: PipelineTask, { network }: World): Progress {
  if (resume) {
    const { state, runs, warnings, metadata } = copyOf(resume.from);
    return { state, runs: [...runs], warnings: [...warnings], metadata, took: 0, requests: network.requests };
  }
  const state: TransactionState = {
    ...newTransaction(),
    metadata: { ...login.transaction?.metadata },
    sessionMetadata: { ...(login.session?.['metadata'] as object | undefined) },
    refreshTokenMetadata: { ...(login.refresh_token?.['metadata'] as object | undefined) },
    ...(instance ? { cache: instance.cache } : {}),
  };
  const metadata = { app: {}, user: {} };
  return { state, runs: [], warnings: [], metadata, took: 0, requests: network.requests };
}

function bodyAndQuery({ query = {}, body = {} }: ContinueRequest): Required<ContinueRequest> {
  return { query, body };
}

/** The event of the next Action: the login, and what earlier Actions have stored. To be copied, it is the login's own. */
function currentEvent(login: Login, action: BoundAction, { state, metadata }: Progress): Event {
  const event = eventViewOf(login, action.secrets ?? {});
  const live = event as unknown as LiveEvent;
  live.user.app_metadata = merged(live.user.app_metadata, metadata.app);
  live.user.user_metadata = merged(live.user.user_metadata, metadata.user);
  live.transaction!.metadata = state.metadata;
  if (live.session && Object.keys(state.sessionMetadata).length > 0) {
    live.session = { ...live.session, metadata: state.sessionMetadata };
  }
  if (live.refresh_token && Object.keys(state.refreshTokenMetadata).length > 0) {
    live.refresh_token = { ...live.refresh_token, metadata: state.refreshTokenMetadata };
  }
  return event;
}

function merged(stored: unknown, writes: Readonly<Record<string, unknown>>): unknown {
  if (Object.keys(writes).length === 0) return stored;
  const all = Object.entries({ ...(stored as object), ...writes });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}

/** First-level keys; setting a key to undefined takes an earlier write of this login back. */
function storeMetadata(progress: Progress, commands: readonly ApiCommand[]): void {
  const next: { app: Record<string, unknown>; user: Record<string, unknown> } = {
    app: { ...progress.metadata.app },
    user: { ...progress.metadata.user },
  };
  for (const { method, args } of commands) {
    const target = METADATA[method];
    if (target === undefined) continue;
    const [key, value] = args as [string, unknown];
    if (value === undefined) delete next[target][key];
    else next[target][key] = value;
  }
  progress.metadata = next;
}

const METADATA: Readonly<Record<string, keyof MetadataWrites>> = {
  'user.setAppMetadata': 'app',
  'user.setUserMetadata': 'user',
};

function failureOf({ run, ended }: HandlerRun, action: string, limit: number): LoginEnd | undefined {
  const failed = (cause: 'action_error' | 'action_timeout', reason: string): LoginEnd => ({
    kind: 'failed',
    error: 'access_denied',
    reason,
    action,
    cause,
  });
  if (run.error) return failed('action_error', run.error.message);
  if (ended === 'absent') return failed('action_error', `${action} does not export ${run.handler}`);
  if (ended === 'idle') return failed('action_timeout', `${action} waits for something that never happens`);
  if (ended === 'timeout')
    return failed('action_timeout', `${action} did not finish within ${limit / 1000} s`);
  return undefined;
}

const DENIALS = ['access.deny', 'session.revoke', 'refreshToken.revoke'];

/** How the commands of one Action end the login, if they do: a denial before all else, then leaving. */
function endOf(commands: readonly ApiCommand[], action: string, event: Event): LoginEnd | undefined {
  const denial = commands.find(({ method }) => DENIALS.includes(method));
  if (denial) {
    return { kind: 'denied', error: 'access_denied', reason: textOf(denial.args[0]), action };
  }
  const leaving = commands.findLast(({ method }) => method in LEAVING) ?? commands.find(isChallenge);
  if (!leaving) return undefined;
  if (!isInteractive(event)) {
    const reason = `${leaving.method} needs a user who can be asked`;
    return { kind: 'failed', error: 'interaction_required', reason, action, cause: 'platform_error' };
  }
  const by = LEAVING[leaving.method];
  return by && { kind: 'suspended', by, action, target: textOf(leaving.args[0]) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

const LEAVING: Readonly<Record<string, 'redirect' | 'prompt'>> = {
  'redirect.sendUserTo': 'redirect',
  'prompt.render': 'prompt',
};

/** Assumption: the user passes every challenge; later Actions see it among the methods. */
function withMfa(login: Login, now: number): Login {
  const method = { name: 'mfa', timestamp: new Date(now).toISOString() };
  const methods = [...(login.authentication?.methods ?? []), method];
  return { ...login, authentication: { ...login.authentication, methods } };
}
