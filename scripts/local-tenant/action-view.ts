import { isDeepStrictEqual } from 'node:util';
import { buildError, buildStatus } from './build.ts';
import type { Action, ActionContent, ActionVersion, Fields } from './state.ts';
import type { Tenant } from './tenant.ts';

/** An Action as `GET /actions/actions/{id}` shows it. Secret values are never part of it. */
export function actionView(tenant: Tenant, action: Action, status = buildStatus(tenant, action)): Fields {
  const { code, dependencies, runtime, secrets } = contentView(action);
  const errors = status === 'failed' ? { errors: [buildErrorView(tenant, action)] } : {};
  return {
    id: action.id,
    name: action.name,
    supported_triggers: action.supported_triggers,
    created_at: action.created_at,
    updated_at: action.updated_at,
    code,
    dependencies,
    runtime,
    status,
    secrets,
    ...(action.modules.length > 0 ? { modules: action.modules } : {}),
    ...deployedView(action),
    all_changes_deployed: allChangesDeployed(action),
    ...errors,
  };
}

/** The part of an Action that a binding or a version repeats. */
function actionSummary(action: Action): Fields {
  const { id, name, supported_triggers, created_at, updated_at } = action;
  return { id, name, supported_triggers, created_at, updated_at };
}

export function boundActionView(action: Action): Fields {
  return {
    ...actionSummary(action),
    ...deployedView(action),
    all_changes_deployed: allChangesDeployed(action),
  };
}

export function versionView(action: Action, version: ActionVersion): Fields {
  return {
    ...contentView(version),
    id: version.id,
    action_id: action.id,
    deployed: version.id === action.deployed_version_id,
    number: version.number,
    status: 'built',
    built_at: version.built_at,
    created_at: version.created_at,
    updated_at: version.built_at,
    action: { ...actionSummary(action), all_changes_deployed: allChangesDeployed(action) },
  };
}

function buildErrorView(tenant: Tenant, action: Action): Fields {
  return { id: 'build_failed', msg: buildError(tenant, action) ?? 'the build failed', url: '' };
}

function deployedView(action: Action): Fields {
  const version = action.versions.find((candidate) => candidate.id === action.deployed_version_id);
  if (!version) return {};
  const { action_id: _id, action: _action, ...deployed } = versionView(action, version);
  const { id, code, runtime, number, created_at, built_at } = version;
  const current = {
    id,
    code,
    runtime,
    status: 'BUILT',
    number,
    build_time: built_at,
    created_at,
    updated_at: built_at,
  };
  return { current_version: current, deployed_version: deployed };
}

function contentView(content: ActionContent): Fields {
  return {
    code: content.code,
    dependencies: content.dependencies,
    runtime: content.runtime,
    secrets: content.secrets.map(({ name, updated_at }) => ({ name, updated_at })),
    supported_triggers: content.supported_triggers,
    ...(content.modules.length > 0 ? { modules: content.modules } : {}),
  };
}

function allChangesDeployed(action: Action): boolean {
  const deployed = action.versions.find((version) => version.id === action.deployed_version_id);
  return deployed !== undefined && isDeepStrictEqual(frozen(action), frozen(deployed));
}

/** What a deploy freezes, without times. */
function frozen(content: ActionContent): unknown {
  const { code, dependencies, runtime, secrets, supported_triggers, modules } = content;
  const values = secrets.map(({ name, value }) => [name, value]);
  return { code, dependencies, runtime, values, supported_triggers, modules };
}
