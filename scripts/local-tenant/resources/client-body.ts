import * as v from 'valibot';
import { enforced } from '../limits.ts';

const text = v.string();
const texts = v.array(v.string());
const flag = v.boolean();
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const object = v.record(v.string(), v.unknown());

const name = v.pipe(
  v.string(),
  v.minLength(1, 'String is too short (0 chars), minimum 1'),
  v.regex(/^[^<>]*$/, 'String does not match pattern ^[^<>]+$'),
);
const metadata = v.pipe(
  v.record(
    v.pipe(v.string(), v.maxLength(enforced('clientMetadataText'))),
    v.nullable(v.pipe(v.string(), v.maxLength(enforced('clientMetadataText')))),
  ),
  v.maxEntries(
    enforced('clientMetadataEntries'),
    `Too many properties, maximum ${enforced('clientMetadataEntries')}`,
  ),
);
const appTypes = (
  'native spa regular_web non_interactive resource_server express_configuration rms box cloudbees concur dropbox ' +
  'mscrm echosign egnyte newrelic office365 salesforce sentry sharepoint slack springcm zendesk zoom ' +
  'sso_integration oag'
).split(' ');
const refreshToken = v.looseObject({
  rotation_type: v.picklist(['rotating', 'non-rotating']),
  expiration_type: v.picklist(['expiring', 'non-expiring']),
  leeway: v.optional(count),
  token_lifetime: v.optional(count),
  idle_token_lifetime: v.optional(count),
  infinite_token_lifetime: v.optional(flag),
  infinite_idle_token_lifetime: v.optional(flag),
});
const jwt = v.looseObject({
  lifetime_in_seconds: v.optional(count),
  secret_encoded: v.optional(flag),
  scopes: v.optional(object),
  alg: v.optional(v.picklist(['HS256', 'RS256', 'RS512', 'PS256'])),
});

/** What an application can be made of and changed to; the Management API refuses any other property. */
const settings = {
  description: v.optional(v.pipe(v.string(), v.maxLength(140))),
  logo_uri: v.optional(text),
  callbacks: v.optional(texts),
  oidc_logout: v.optional(object),
  oidc_backchannel_logout: v.optional(object),
  session_transfer: v.nullish(object),
  allowed_origins: v.optional(texts),
  web_origins: v.optional(texts),
  client_aliases: v.optional(texts),
  allowed_clients: v.optional(texts),
  allowed_logout_urls: v.optional(texts),
  grant_types: v.optional(texts),
  token_endpoint_auth_method: v.nullish(v.picklist(['none', 'client_secret_post', 'client_secret_basic'])),
  is_token_endpoint_ip_header_trusted: v.optional(flag),
  app_type: v.optional(v.picklist(appTypes)),
  is_first_party: v.optional(flag),
  oidc_conformant: v.optional(flag),
  jwt_configuration: v.optional(jwt),
  encryption_key: v.nullish(object),
  sso: v.optional(flag),
  sso_disabled: v.optional(flag),
  cross_origin_authentication: v.optional(flag),
  cross_origin_loc: v.nullish(text),
  custom_login_page_on: v.optional(flag),
  custom_login_page: v.optional(text),
  custom_login_page_preview: v.optional(text),
  form_template: v.optional(text),
  addons: v.optional(object),
  client_metadata: v.optional(metadata),
  mobile: v.optional(object),
  initiate_login_uri: v.optional(text),
  native_social_login: v.nullish(object),
  fedcm_login: v.nullish(object),
  refresh_token: v.nullish(refreshToken),
  default_organization: v.nullish(object),
  organization_usage: v.nullish(v.picklist(['deny', 'allow', 'require'])),
  organization_require_behavior: v.nullish(
    v.picklist(['no_prompt', 'pre_login_prompt', 'post_login_prompt']),
  ),
  organization_discovery_methods: v.nullish(v.array(v.picklist(['email', 'organization_name']))),
  client_authentication_methods: v.nullish(object),
  require_pushed_authorization_requests: v.optional(flag),
  require_proof_of_possession: v.optional(flag),
  signed_request_object: v.optional(object),
  token_vault_privileged_access: v.optional(object),
  compliance_level: v.nullish(text),
  skip_non_verifiable_callback_uri_confirmation_prompt: v.nullish(flag),
  token_exchange: v.nullish(object),
  par_request_expiry: v.nullish(count),
  token_quota: v.nullish(object),
  identity_assertion_authorization_grant: v.nullish(object),
  anonymous_sessions: v.nullish(object),
  third_party_security_mode: v.optional(v.picklist(['strict', 'permissive'])),
  redirection_policy: v.optional(v.picklist(['allow_always', 'open_redirect_protection'])),
  express_configuration: v.nullish(object),
  b2b_integration_configuration: v.optional(object),
  my_organization_configuration: v.nullish(object),
  async_approval_notification_channels: v.nullish(texts),
};

export const CREATE_CLIENT = v.strictObject({
  name,
  ...settings,
  resource_server_identifier: v.optional(text),
});
export const UPDATE_CLIENT = v.strictObject({
  name: v.optional(name),
  client_secret: v.optional(v.pipe(v.string(), v.minLength(1))),
  ...settings,
});
