import { SECRET_WITHOUT_VALUE_IS_KEPT } from '../assumptions.ts';
import { actionView } from '../action-view.ts';
import { badRequest, refusal } from '../errors.ts';
import { newId } from '../ids.ts';
import { enforced } from '../limits.ts';
import { actionsPage } from '../pagination.ts';
import { parseQuery } from '../query.ts';
import type { Action, Secret, State, Trigger } from '../state.ts';
import type { Handler } from '../tenant.ts';
import { findTrigger } from '../triggers.ts';
import { parseBody } from '../validate.ts';
import { CREATE_ACTION, UPDATE_ACTION } from './action-body.ts';
import { deployDraft } from './action-versions.ts';
import { findAction } from './find-action.ts';

export const listActions: Handler = (tenant, request) => {
  const query = parseQuery(request.query, {
    page: 'number',
    per_page: 'number',
    triggerId: 'text',
    actionName: 'text',
    deployed: 'flag',
    installed: 'flag',
  });
  const actions = tenant.store
    .read()
    .actions.filter((action) => query.actionName === undefined || action.name === query.actionName)
    .filter(
      (action) =>
        query.triggerId === undefined || action.supported_triggers.some(({ id }) => id === query.triggerId),
    )
    .filter(
      (action) =>
        query.deployed === undefined || (action.deployed_version_id !== undefined) === query.deployed,
    )
    .filter(() => query.installed !== true)
    .map((action) => actionView(tenant, action));
  return { status: 200, body: actionsPage(actions, query, 'actions') };
};

export const getAction: Handler = (tenant, request) => ({
  status: 200,
  body: actionView(tenant, findAction(tenant.store.read(), request)),
});

export const createAction: Handler = (tenant, request) => {
  const { deploy, ...body } = parseBody(CREATE_ACTION, request.body);
  const triggers = checkedTriggers(body.supported_triggers);
  const now = tenant.now().toISOString();
  return tenant.store.update((draft) => {
    requireFreeName(draft, body.name);
    if (draft.actions.length >= enforced('actionsPerTenant')) {
      throw refusal('tooManyActions', String(enforced('actionsPerTenant')));
    }
    const action: Action = {
      id: newId.uuid(tenant.random),
      name: body.name,
      supported_triggers: triggers,
      code: body.code ?? '',
      dependencies: body.dependencies ?? [],
      runtime: checkedRuntime(triggers, body.runtime),
      secrets: nextSecrets([], body.secrets ?? [], now),
      modules: body.modules ?? [],
      created_at: now,
      updated_at: now,
      build_started_at: now,
      versions: [],
      next_version: 1,
    };
    draft.actions.push(action);
    if (deploy) deployDraft(tenant, action);
    return { status: 201, body: actionView(tenant, action, 'pending') };
  });
};

/** Any change of the draft starts a new build; what is deployed stays as it was until the next deploy. */
export const updateAction: Handler = (tenant, request) => {
  const body = parseBody(UPDATE_ACTION, request.body);
  const now = tenant.now().toISOString();
  return tenant.store.update((draft) => {
    const action = findAction(draft, request);
    if (body.name !== undefined && body.name !== action.name) {
      requireFreeName(draft, body.name);
      action.name = body.name;
    }
    if (body.supported_triggers) {
      const triggers = checkedTriggers(body.supported_triggers);
      if (triggers[0]?.id !== action.supported_triggers[0]?.id) {
        throw refusal('actionOfOtherTrigger');
      }
      action.supported_triggers = triggers;
    }
    if (body.runtime !== undefined) action.runtime = checkedRuntime(action.supported_triggers, body.runtime);
    if (body.code !== undefined) action.code = body.code;
    if (body.dependencies) action.dependencies = body.dependencies;
    if (body.modules) action.modules = body.modules;
    if (body.secrets) action.secrets = nextSecrets(action.secrets, body.secrets, now);
    action.updated_at = now;
    action.build_started_at = now;
    return { status: 200, body: actionView(tenant, action, 'pending') };
  });
};

/** A bound Action goes only with `force`, which unbinds it first. */
export const deleteAction: Handler = (tenant, request) => {
  const { force } = parseQuery(request.query, { force: 'flag' });
  tenant.store.update((draft) => {
    const action = findAction(draft, request);
    const bound = Object.values(draft.bindings).some((list) =>
      list.some((binding) => binding.action_id === action.id),
    );
    if (bound && !force) throw refusal('actionBound');
    for (const [trigger, list] of Object.entries(draft.bindings)) {
      draft.bindings[trigger] = list.filter((binding) => binding.action_id !== action.id);
    }
    draft.actions = draft.actions.filter((candidate) => candidate !== action);
  });
  return { status: 204 };
};

function requireFreeName(state: State, name: string): void {
  if (state.actions.some((action) => action.name === name)) {
    throw refusal('actionNameTaken');
  }
}

function checkedTriggers(triggers: readonly Trigger[]): Trigger[] {
  return triggers.map(({ id, version }) => {
    const known = findTrigger(id, version);
    if (!known) throw refusal('triggerUnknown', `${id}${version === undefined ? '' : ` ${version}`}`);
    return { id, version: known.version };
  });
}

function checkedRuntime(triggers: readonly Trigger[], runtime: string | undefined): string {
  const [{ id, version } = { id: '' }] = triggers;
  const known = findTrigger(id, version);
  if (runtime === undefined) return known?.default_runtime ?? 'node22';
  if (!known?.runtimes.includes(runtime)) {
    throw refusal('runtimeUnsupported', runtime);
  }
  return runtime;
}

/** A list replaces the whole set; what is not listed is gone. */
function nextSecrets(
  before: readonly Secret[],
  sent: readonly { readonly name: string; readonly value?: string | undefined }[],
  now: string,
): Secret[] {
  return sent.map(({ name, value }) => {
    if (value !== undefined) return { name, value, updated_at: now };
    const kept = SECRET_WITHOUT_VALUE_IS_KEPT && before.find((secret) => secret.name === name);
    if (!kept)
      throw badRequest(`Payload validation error: 'Missing required property: value' (secret ${name}).`);
    return kept;
  });
}

/** Action modules are not part of the local tenant; it has none. */
export const listModules: Handler = (_tenant, request) => {
  const query = parseQuery(request.query, { page: 'number', per_page: 'number' });
  return {
    status: 200,
    body: { modules: [], total: 0, page: query.page ?? 0, per_page: query.per_page ?? 50 },
  };
};
