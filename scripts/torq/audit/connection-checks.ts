import { connectionsOf, views } from './both-views.ts';
import { finding, note, unseen, type AuditInput, type Remark } from './row.ts';
import { isKeyword, isRecord, option, texts, type Item, type TenantView } from './tenant-view.ts';

/** True when an entry of `enabled_clients` is the application, by name or, on a live tenant, by its client ID. */
function enables(connection: Item, view: TenantView, application: string): boolean {
  const id = view.clients.find(({ name }) => name === application)?.value['client_id'];
  return (texts(connection, 'enabled_clients') ?? []).some(
    (one) => one === application || (id !== undefined && one === id),
  );
}

/** The connection is enabled for the application. */
export function* enabled(input: AuditInput): Generator<Remark> {
  const { application, connection: name } = input.source.profile;
  if (!input.tenant.connections.some((one) => one.name === name)) {
    yield finding(
      `tenant.yaml has no connection "${name}".`,
      'Declare it under connections, or correct connection in the profile.',
      input.source.locate(['connection']),
    );
  }
  for (const { connection, view, at } of connectionsOf(input)) {
    if (enables(connection, view, application)) continue;
    if (isKeyword(connection.value['enabled_clients'])) continue;
    yield finding(
      `${name} is not enabled for ${application}: every login there is refused.`,
      `Add ${application} to enabled_clients.`,
      at('enabled_clients'),
    );
  }
}

/** The other connections that let people into the application. */
export function* otherConnections(input: AuditInput): Generator<{ other: Item; view: TenantView }> {
  const { application, connection: name } = input.source.profile;
  for (const view of views(input)) {
    for (const other of view.connections) {
      if (other.name !== name && enables(other, view, application)) yield { other, view };
    }
  }
}

/** The connection of the profile alone lets people in. */
export function* onlyConnection(input: AuditInput): Generator<Remark> {
  const { application } = input.source.profile;
  for (const { other, view } of otherConnections(input)) {
    yield finding(
      `${other.name} is enabled for ${application} as well: the directory alone no longer decides who can sign in.`,
      `Take ${application} out of its enabled_clients.`,
      view.locate([...other.path, 'enabled_clients']),
    );
  }
  if (!input.live) {
    yield unseen(
      'Connections of the tenant that tenant.yaml does not list.',
      'Check with a tenant: `--live`.',
    );
  }
}

/** Only people of one Entra tenant get in. */
export function* commonEndpoint(input: AuditInput): Generator<Remark> {
  for (const { connection, at } of connectionsOf(input)) {
    if (option(connection, 'useCommonEndpoint') !== true) continue;
    yield finding(
      `${connection.name} uses the common endpoint: anyone in any Entra tenant who creates a group of a mapped name gets its role.`,
      'Set useCommonEndpoint to false.',
      at('options.useCommonEndpoint'),
    );
  }
}

/** The connection fetches groups. */
export function* extGroups(input: AuditInput): Generator<Remark> {
  for (const { connection, at } of connectionsOf(input)) {
    if (!isRecord(connection.value['options'])) {
      yield unseen(
        `The options of ${connection.name}.`,
        'Declare them: a deploy replaces all of them at once.',
        at('options'),
      );
    } else if (option(connection, 'ext_groups') !== true) {
      yield finding(
        `${connection.name} does not fetch groups.`,
        'Set ext_groups to true ("Get user groups").',
        at('options.ext_groups'),
      );
    }
  }
  yield* lostOptions(input);
}

/** Options that decide which groups arrive; others that a tenant shows it has made itself. */
const ABOUT_GROUPS =
  /^(ext_|basic_profile$|max_groups_to_retrieve$|identity_api$|set_user_root_attributes$)/u;

/** What the tenant has set about groups and tenant.yaml does not say is told. */
function* lostOptions(input: AuditInput): Generator<Remark> {
  const [declared, there] = connectionsOf(input);
  const [ours, theirs] = [declared, there].map((one) => one?.connection.value['options']);
  if (!declared || !isRecord(ours) || !isRecord(theirs)) return;
  const lost = Object.keys(theirs).filter((key) => !(key in ours) && ABOUT_GROUPS.test(key));
  if (lost.length === 0) return;
  yield note(
    `The tenant also sets ${lost.join(', ')} on ${declared.connection.name}; a bare auth0-deploy-cli import would drop what tenant.yaml leaves out.`,
    declared.at('options'),
  );
}

/** The connection uses the identity API that still runs. */
// https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations
export function* identityApi(input: AuditInput): Generator<Remark> {
  for (const { connection, at } of connectionsOf(input)) {
    const api = option(connection, 'identity_api');
    if (api === undefined || api === 'microsoft-identity-platform-v2.0' || isKeyword(api)) continue;
    yield finding(
      `${connection.name} uses ${JSON.stringify(api)}, whose extended attributes ended on 2025-09-01.`,
      'Set identity_api to microsoft-identity-platform-v2.0.',
      at('options.identity_api'),
    );
  }
}

const SECRET_WARNING_DAYS = 30;

/** Graph permissions, consent and secret are in order, as far as recorded. */
export function* graphPermissions(input: AuditInput): Generator<Remark> {
  const { source, today } = input;
  const { permissions, secretExpires } = source.profile.directory;
  for (const { connection, at } of connectionsOf(input)) {
    if (option(connection, 'granted') !== false) continue;
    yield finding(
      `${connection.name} has no admin consent in Entra ID.`,
      'Grant admin consent for the app registration.',
      at('options.granted'),
    );
  }
  if (permissions === undefined) {
    yield unseen(
      'Graph permissions and consent in Entra ID.',
      'Record the delegated ones under directory.permissions.',
    );
  } else {
    const at = source.locate(['directory', 'permissions']);
    for (const needed of ['User.Read', 'Directory.Read.All']) {
      if (permissions.includes(needed)) continue;
      yield finding(
        `The delegated permission ${needed} is not granted: groups arrive without names, and no error says so.`,
        `Grant ${needed} (delegated) with admin consent.`,
        at,
      );
    }
  }
  if (secretExpires === undefined) {
    yield unseen('When the Entra secret expires.', 'Record the day under directory.secretExpires.');
    return;
  }
  const days = Math.floor((Date.parse(secretExpires) - Date.parse(today)) / 86_400_000);
  if (days >= SECRET_WARNING_DAYS) return;
  yield finding(
    days < 0
      ? `The Entra secret expired on ${secretExpires}.`
      : `The Entra secret expires on ${secretExpires}, in ${days} days.`,
    'Make a new one, put it into the connection, then delete the old one.',
    source.locate(['directory', 'secretExpires']),
  );
}

/** The cap of fetched groups is a text of digits above what people have. */
export function* groupCap(input: AuditInput): Generator<Remark> {
  const most = Math.max(
    0,
    ...input.source.profile.personas.map((one) => one.groups.length + one.nestedGroups.length),
  );
  for (const { connection, at } of connectionsOf(input)) {
    const cap = option(connection, 'max_groups_to_retrieve');
    const place = at('options.max_groups_to_retrieve');
    if (cap === undefined) {
      yield note(
        `${connection.name} sets no max_groups_to_retrieve, and Auth0's default is not documented; more groups are cut in silence.`,
        place,
      );
    } else if (typeof cap !== 'string' || !/^\d+$/u.test(cap)) {
      if (!isKeyword(cap))
        yield finding(
          `max_groups_to_retrieve is ${JSON.stringify(cap)}.`,
          'It must be a text of digits.',
          place,
        );
    } else if (Number(cap) < most) {
      yield finding(
        `max_groups_to_retrieve is ${cap}, a persona has ${most} groups: which ones are cut is not specified.`,
        `Set it to '${most * 2}' or more.`,
        place,
      );
    }
  }
}

/** Nested membership is followed where people rely on it. */
export function* nestedGroups(input: AuditInput): Generator<Remark> {
  const { profile } = input.source;
  const mapped = new Set(profile.mapping.map(({ value }) => value));
  for (const { connection } of connectionsOf(input)) {
    if (option(connection, 'ext_nested_groups') === true) continue;
    for (const [index, person] of profile.personas.entries()) {
      const nested = person.nestedGroups.find((name) => mapped.has(name) && !person.groups.includes(name));
      if (nested === undefined) continue;
      yield finding(
        `${person.name} is in ${nested} only through another group, which ${connection.name} does not follow.`,
        'Set ext_nested_groups to true, or add the person directly.',
        input.source.locate(['personas', index, 'nestedGroups']),
      );
    }
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/** Names are mapped where names arrive. */
// https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/azure-active-directory/v2
export function* namesOrIds(input: AuditInput): Generator<Remark> {
  const { profile } = input.source;
  for (const { connection, at } of connectionsOf(input)) {
    const { strategy } = connection.value;
    if (strategy !== 'waad') {
      yield finding(
        `${connection.name} is of ${strategy === undefined ? 'no strategy' : `strategy ${JSON.stringify(strategy)}`}: there Entra ID sends object ids in group_ids, and user.groups stays empty.`,
        'Use a Microsoft Azure AD (waad) connection.',
        at('strategy'),
      );
    }
  }
  for (const [index, row] of profile.mapping.entries()) {
    if (row.claim !== profile.claim || !UUID.test(row.value)) continue;
    yield finding(
      `Row ${index + 1} maps an object id; the connection supplies display names.`,
      'Map the display name of the group.',
      input.source.locate(['mapping', index, 'value']),
    );
  }
}
