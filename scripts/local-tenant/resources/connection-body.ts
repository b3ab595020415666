import * as v from 'valibot';
import { MAX_CLIENT_CHANGES } from '../limits.ts';

const text = v.string();
const flag = v.boolean();
const object = v.record(v.string(), v.unknown());
const active = v.looseObject({ active: v.boolean() });

/** https://auth0.com/docs/api/management/v2/connections/post-connections */
const name = v.pipe(
  v.string(),
  v.maxLength(128, 'String is too long, maximum 128'),
  v.regex(
    /^[a-zA-Z0-9](?:-[a-zA-Z0-9]|[a-zA-Z0-9])*$/,
    'String does not match pattern ^[a-zA-Z0-9](-[a-zA-Z0-9]|[a-zA-Z0-9])*$',
  ),
);

const settings = {
  display_name: v.optional(v.pipe(text, v.maxLength(128))),
  is_domain_connection: v.optional(flag),
  show_as_button: v.optional(flag),
  realms: v.optional(v.array(text)),
  metadata: v.optional(v.record(v.string(), v.nullable(v.string()))),
  authentication: v.optional(active),
  connected_accounts: v.optional(active),
  cross_app_access_requesting_app: v.optional(active),
};

export const CREATE_CONNECTION = v.strictObject({
  name,
  strategy: v.pipe(text, v.minLength(1)),
  options: v.optional(object),
  enabled_clients: v.optional(v.array(text)),
  cross_app_access_resource_app: v.optional(object),
  ...settings,
});

/** Name and strategy are fixed for life. */
export const UPDATE_CONNECTION = v.strictObject({
  options: v.nullish(object),
  enabled_clients: v.nullish(v.array(text)),
  cross_app_access_resource_app: v.nullish(object),
  ...settings,
});

/** https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/azure-active-directory/v2 */
const WAAD_OPTIONS = v.looseObject({
  client_id: v.pipe(text, v.maxLength(100)),
  client_secret: v.optional(v.pipe(text, v.maxLength(10_000))),
  tenant_domain: v.optional(text),
  domain: v.optional(text),
  domain_aliases: v.optional(v.pipe(v.array(v.pipe(text, v.maxLength(255))), v.maxLength(1000))),
  identity_api: v.optional(v.picklist(['microsoft-identity-platform-v2.0', 'azure-active-directory-v1.0'])),
  waad_protocol: v.optional(v.picklist(['openid-connect', 'ws-federation'])),
  userid_attribute: v.optional(v.picklist(['oid', 'sub'])),
  use_wsfed: v.optional(flag),
  useCommonEndpoint: v.optional(flag),
  basic_profile: v.optional(flag),
  ext_profile: v.optional(flag),
  ext_groups: v.optional(flag),
  ext_nested_groups: v.optional(flag),
  ext_group_ids: v.optional(flag),
  max_groups_to_retrieve: v.optional(
    v.pipe(text, v.maxLength(10), v.regex(/^[0-9]+$/, 'String does not match pattern ^[0-9]+$')),
  ),
  api_enable_users: v.optional(flag),
  set_user_root_attributes: v.optional(v.picklist(['on_each_login', 'on_first_login', 'never_on_login'])),
  should_trust_email_verified_connection: v.optional(
    v.picklist(['always_set_emails_as_verified', 'never_set_emails_as_verified']),
  ),
  upstream_params: v.nullish(object),
  scope: v.optional(v.array(text)),
});

/** Options that are checked beyond being an object; every other strategy takes any. */
export const OPTIONS_BY_STRATEGY: Readonly<Record<string, v.GenericSchema>> = {
  waad: v.looseObject({ options: WAAD_OPTIONS }),
};

export const ENABLED_CLIENTS = v.pipe(
  v.array(v.strictObject({ client_id: text, status: flag })),
  v.minLength(1, 'Array is too short (0), minimum 1'),
  v.maxLength(MAX_CLIENT_CHANGES, `Array is too long, maximum ${MAX_CLIENT_CHANGES}`),
);
