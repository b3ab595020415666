import { versionView } from '../action-view.ts';
import { buildStatus } from '../build.ts';
import { badRequest, notFound } from '../errors.ts';
import { newId } from '../ids.ts';
import { enforced } from '../limits.ts';
import { actionsPage } from '../pagination.ts';
import { parseQuery } from '../query.ts';
import type { Action, ActionVersion } from '../state.ts';
import { findOr } from '../tenant.ts';
import type { ApiRequest, Handler, Tenant } from '../tenant.ts';
import { parseBody } from '../validate.ts';
import { DEPLOY_VERSION } from './action-body.ts';
import { findAction } from './find-action.ts';

/** auth0-deploy-cli waits and tries again on exactly these words. */
const NOT_BUILT = "A draft must be in the 'built' state before it can be deployed.";

/** Every deploy makes a new version, also of unchanged content. */
export const deployAction: Handler = (tenant, request) =>
  tenant.store.update((draft) => {
    const action = findAction(draft, request);
    if (buildStatus(tenant, action) !== 'built') throw badRequest(NOT_BUILT);
    const version = deployDraft(tenant, action);
    // A real tenant answers before the version is live, and lists it as live a moment later.
    return { status: 200, body: { ...versionView(action, version), deployed: false } };
  });

export const listVersions: Handler = (tenant, request) => {
  const query = parseQuery(request.query, { page: 'number', per_page: 'number' });
  const action = findAction(tenant.store.read(), request);
  const newestFirst = action.versions.toReversed().map((version) => versionView(action, version));
  return { status: 200, body: actionsPage(newestFirst, query, 'versions') };
};

export const getVersion: Handler = (tenant, request) => {
  const action = findAction(tenant.store.read(), request);
  return { status: 200, body: versionView(action, findVersion(action, request)) };
};

/** Brings an earlier version back as a new one; `update_draft` puts its content into the draft as well. */
export const deployVersion: Handler = (tenant, request) => {
  const body = parseBody(DEPLOY_VERSION, request.body);
  return tenant.store.update((draft) => {
    const action = findAction(draft, request);
    const earlier = findVersion(action, request);
    const version = addVersion(tenant, action, earlier);
    if (body.update_draft) {
      const { code, dependencies, runtime, secrets, supported_triggers, modules } = earlier;
      Object.assign(action, { code, dependencies, runtime, secrets, supported_triggers, modules });
      action.updated_at = version.created_at;
    }
    return { status: 200, body: versionView(action, version) };
  });
};

/** Freezes the draft as the live version. */
export function deployDraft(tenant: Tenant, action: Action): ActionVersion {
  return addVersion(tenant, action, action);
}

function addVersion(tenant: Tenant, action: Action, content: Action | ActionVersion): ActionVersion {
  const now = tenant.now().toISOString();
  const { code, dependencies, runtime, secrets, supported_triggers, modules } = content;
  const version: ActionVersion = {
    id: newId.uuid(tenant.random),
    number: action.next_version,
    code,
    dependencies,
    runtime,
    secrets,
    supported_triggers,
    modules,
    created_at: now,
    built_at: now,
  };
  action.next_version += 1;
  action.deployed_version_id = version.id;
  action.versions = [...action.versions, version].slice(-enforced('versionsPerAction'));
  return version;
}

function findVersion(action: Action, request: ApiRequest): ActionVersion {
  const id = request.params['version'];
  return findOr(
    action.versions,
    (version) => version.id === id,
    notFound('That action version does not exist.'),
  );
}
