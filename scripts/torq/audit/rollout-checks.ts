import { keywordName, mappedGroups, vendorOf } from '../profile.ts';
import { claimActions } from './code-checks.ts';
import { finding, note, unseen, untold, type AuditInput, type CodeSource, type Remark } from './row.ts';
import { isRecord, texts, type Item } from './tenant-view.ts';

/** The claim has an Action, deployed, bound, for a trigger that knows groups. */
export function* deployedAndBound(input: AuditInput): Generator<Remark> {
  const { source, tenant } = input;
  const { profile } = source;
  const { triggerVersion } = vendorOf(profile).groups;
  const writers = claimActions(input);
  if (writers.length === 0) yield noWriter(input);
  for (const writer of writers) {
    const action = tenant.actions.find(({ name }) => name === writer.name);
    if (!action) {
      yield finding(`tenant.yaml does not deploy ${writer.name}.`, 'Declare it under actions.', {
        file: writer.file,
      });
      continue;
    }
    yield* actionFaults(action, tenant, triggerVersion);
    if (!tenant.bindings?.includes(writer.name)) {
      yield finding(
        `${writer.name} is not bound to post-login, so it never runs.`,
        'Add it under triggers.post-login.',
        tenant.locate(['triggers', 'post-login']),
      );
    }
    yield* liveFaults(input, writer);
  }
}

/** Code in another file, or a claim name that only a run can tell, may set the claim: then it is not for a look to say. */
function noWriter({ source, actions }: AuditInput): Remark {
  const { claim } = source.profile;
  const opaque = actions.find(
    ({ facts }) => facts.imports.length > 0 || facts.claims.some(({ name }) => name.kind === 'unknown'),
  );
  if (opaque) {
    const todo =
      'The simulated logins tell whether somebody gets it; whether it is deployed, the deploy tells.';
    return unseen(`Which Action sets ${claim}, perhaps ${opaque.name}.`, todo, { file: opaque.file });
  }
  return finding(
    `No Action in actions/ sets ${claim}.`,
    'Convert the Rule with `npm run migrate`, or correct claim in the profile.',
    source.locate(['claim']),
  );
}

function* actionFaults(
  action: Item,
  tenant: AuditInput['tenant'],
  triggerVersion: string,
): Generator<Remark> {
  if (action.value['deployed'] !== true) {
    yield finding(
      `${action.name} is not deployed: a draft never runs.`,
      'Set deployed to true.',
      tenant.locate([...action.path, 'deployed']),
    );
  }
  const triggers: readonly unknown[] = Array.isArray(action.value['supported_triggers'])
    ? action.value['supported_triggers']
    : [];
  const trigger = triggers.find((one) => isRecord(one) && one['id'] === 'post-login');
  const at = tenant.locate([...action.path, 'supported_triggers']);
  if (!isRecord(trigger)) {
    yield finding(
      `${action.name} is not for the post-login trigger.`,
      `Set supported_triggers to post-login ${triggerVersion}.`,
      at,
    );
  } else if (Number(String(trigger['version']).slice(1)) < Number(triggerVersion.slice(1))) {
    yield finding(
      `${action.name} is for post-login ${String(trigger['version'])}, which has no event.user.groups.`,
      `Set version to ${triggerVersion}.`,
      at,
    );
  }
}

function* liveFaults({ live }: AuditInput, writer: CodeSource): Generator<Remark> {
  if (!live) return;
  const at = live.locate(['actions']);
  const there = live.actions.find(({ name }) => name === writer.name);
  if (there && !isRecord(there.value['deployed_version'])) {
    yield finding(
      `On the tenant ${writer.name} is a draft, which never runs.`,
      'Run `npm run deploy:tenant`.',
      at,
    );
  }
  if (!there) {
    yield finding(`The tenant does not have ${writer.name} yet.`, 'Run `npm run deploy:tenant`.', at);
  } else if (live.bindings && !live.bindings.includes(writer.name)) {
    yield finding(
      `On the tenant ${writer.name} is not bound to post-login.`,
      'Run `npm run deploy:tenant`.',
      at,
    );
  }
}

/** Bindings of the tenant that tenant.yaml leaves out are told. */
export function* unlistedBindings({ tenant, live }: AuditInput): Generator<Remark> {
  if (!live?.bindings) {
    yield unseen(
      'Actions bound on the tenant that tenant.yaml does not list.',
      'Check with a tenant: `--live`, or `npm run plan`.',
    );
    return;
  }
  for (const name of live.bindings.filter((one) => !tenant.bindings?.includes(one))) {
    yield note(
      `${name} is bound on the tenant and not in tenant.yaml; a bare auth0-deploy-cli import would unbind it.`,
      tenant.locate(['triggers', 'post-login']),
    );
  }
}

/** Applications of the tenant that tenant.yaml leaves out are told. */
export function* unlistedClients({ source, tenant, live }: AuditInput): Generator<Remark> {
  if (!live) {
    yield unseen(
      'Applications that the tenant has enabled and tenant.yaml does not list.',
      'Check with a tenant: `--live`, or `npm run plan`.',
    );
    return;
  }
  for (const connection of tenant.connections) {
    const listed = texts(connection, 'enabled_clients') ?? [];
    const there = live.connections.find(({ name }) => name === connection.name);
    if (connection.name !== source.profile.connection || !there) continue;
    for (const id of texts(there, 'enabled_clients') ?? []) {
      const name = live.clients.find(({ value }) => value['client_id'] === id)?.name ?? id;
      if (listed.includes(name) || listed.includes(id)) continue;
      yield note(
        `${name} uses ${connection.name} on the tenant and is not in tenant.yaml; a bare auth0-deploy-cli import would disable it.`,
        tenant.locate([...connection.path, 'enabled_clients']),
      );
    }
  }
}

/** Not every group travels in a URL. */
export function* unfilteredImplicit({ source }: AuditInput): Generator<Remark> {
  const { allowList, flow } = source.profile;
  if (allowList !== 'all') return;
  const message = `Every group of a person enters the token${flow === 'implicit' ? ', which the implicit flow carries in a URL' : ''}.`;
  if (flow === 'implicit')
    yield finding(message, 'Set allowList to mapped, or flow to code.', source.locate(['allowList']));
  else yield note(message, source.locate(['allowList']));
}

/** How long a session keeps old groups is told. */
export function* sessionLength(input: AuditInput): Generator<Remark> {
  const { tenant, live } = input;
  const hours = live?.sessionHours ?? tenant.sessionHours;
  yield* untold(input, 'tenant', 'How long a session of the tenant lasts');
  if (hours !== undefined)
    yield note(`Who leaves a group can keep the role for ${hours} hours, the length of an Auth0 session.`);
}

/** Which workspace is meant is told. */
export function* workspace({ source }: AuditInput): Generator<Remark> {
  const { workspace } = source.profile;
  if (workspace === undefined) return;
  yield note(
    `Roles and API keys are those of workspace ${workspace}; people who sign in by SSO do not see workspaces they hold by e-mail.`,
    source.locate(['workspace']),
  );
}

/** The group names as an Action's secret gives them literally: compared with the mapping by T41. */
export function* allowLists(input: AuditInput): Generator<Remark> {
  const mapped = mappedGroups(input.source.profile);
  for (const { name } of claimActions(input)) {
    const action = input.tenant.actions.find((one) => one.name === name);
    const secrets: readonly unknown[] = Array.isArray(action?.value['secrets'])
      ? action.value['secrets']
      : [];
    for (const [index, secret] of secrets.entries()) {
      if (!isRecord(secret) || !/ALLOW_?LIST/u.test(String(secret['name']))) continue;
      const at = input.tenant.locate([...(action as Item).path, 'secrets', index]);
      const allowed = parsedList(secret['value']);
      if (allowed === undefined) continue;
      for (const group of mapped.filter((one) => !allowed.includes(one))) {
        yield finding(
          `The allow-list lacks the mapped group "${group}": its members lose their role.`,
          `Derive it: '@@${keywordName(input.source.profile, 'GROUPS_ALLOW_LIST')}@@'.`,
          at,
        );
      }
    }
  }
}

function parsedList(value: unknown): string[] | undefined {
  if (typeof value !== 'string' || !value.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list.filter((one) => typeof one === 'string') : undefined;
  } catch {
    return undefined;
  }
}
