/** How an attribute or block of Terraform is spelled in the Management API, which tenant.yaml speaks. */
export interface Field {
  /** Its name there. */
  readonly to: string;
  /**
   * Its form there, when it is another: an object for the `json` text of it, a `text` for a number, a list as `words` of
   * one text or as one `flag` for each, a `list` of the blocks.
   */
  readonly as?: 'json' | 'text' | 'words' | 'flags' | 'list';
  /** For a block: the fields in it; without, all keep their names. */
  readonly fields?: Fields;
}

/** By the name in Terraform. What is not in a table is never guessed: it is noted. */
export type Fields = Readonly<Record<string, Field>>;

function same(names: string): Fields {
  return Object.fromEntries(names.split(/\s+/).map((name) => [name, { to: name }]));
}

// https://registry.terraform.io/providers/auth0/auth0/latest/docs/resources/client beside
// https://auth0.com/docs/api/management/v2/clients/post-clients
export const CLIENT: Fields = {
  ...same(
    `name description app_type logo_uri is_first_party oidc_conformant callbacks allowed_logout_urls
     allowed_origins web_origins grant_types client_aliases client_metadata initiate_login_uri
     organization_usage organization_require_behavior organization_discovery_methods
     sso sso_disabled cross_origin_loc custom_login_page custom_login_page_on form_template
     is_token_endpoint_ip_header_trusted token_endpoint_auth_method require_proof_of_possession
     require_pushed_authorization_requests compliance_level third_party_security_mode redirection_policy
     async_approval_notification_channels resource_server_identifier jwt_configuration mobile
     native_social_login oidc_logout session_transfer token_exchange token_quota`,
  ),
  cross_origin_auth: { to: 'cross_origin_authentication' },
  refresh_token: {
    to: 'refresh_token',
    fields: {
      ...same(
        `expiration_type rotation_type leeway token_lifetime infinite_token_lifetime idle_token_lifetime
         infinite_idle_token_lifetime`,
      ),
      policies: { to: 'policies', as: 'list' },
    },
  },
};

/** Ways of an application to say who it is that need no more than their name. */
export const PLAIN_AUTHENTICATION: readonly string[] = ['none', 'client_secret_post', 'client_secret_basic'];

// https://registry.terraform.io/providers/auth0/auth0/latest/docs/resources/connection beside
// https://auth0.com/docs/api/management/v2/connections/post-connections
export const CONNECTION: Fields = same(
  'name strategy display_name is_domain_connection show_as_button realms metadata authentication connected_accounts',
);

const COMMON: Fields = {
  ...same(
    `client_id client_secret tenant_domain domain_aliases icon_url set_user_root_attributes
     non_persistent_attrs`,
  ),
  upstream_params: { to: 'upstream_params', as: 'json' },
};

const OIDC: Fields = {
  ...COMMON,
  ...same(
    `type issuer discovery_url jwks_uri authorization_endpoint token_endpoint userinfo_endpoint
     connection_settings`,
  ),
  scopes: { to: 'scope', as: 'words' },
  attribute_map: {
    to: 'attribute_map',
    fields: { ...same('mapping_mode userinfo_scope'), attributes: { to: 'attributes', as: 'json' } },
  },
};

/** The options of a connection, by its strategy. Of other strategies none is taken. */
export const OPTIONS: Readonly<Record<string, Fields>> = {
  waad: {
    ...COMMON,
    ...same(
      `app_id domain identity_api use_wsfed waad_protocol api_enable_users strategy_version
       should_trust_email_verified_connection`,
    ),
    max_groups_to_retrieve: { to: 'max_groups_to_retrieve', as: 'text' },
    waad_common_endpoint: { to: 'useCommonEndpoint' },
    user_id_attribute: { to: 'userid_attribute' },
    scopes: { to: '', as: 'flags' },
  },
  oidc: OIDC,
  okta: { ...OIDC, ...same('domain') },
  samlp: {
    ...COMMON,
    ...same('debug user_id_attribute'),
    entity_id: { to: 'entityId' },
    metadata_url: { to: 'metadataUrl' },
    metadata_xml: { to: 'metadataXml' },
    sign_in_endpoint: { to: 'signInEndpoint' },
    sign_out_endpoint: { to: 'signOutEndpoint' },
    disable_sign_out: { to: 'disableSignout' },
    signing_cert: { to: 'signingCert' },
    sign_saml_request: { to: 'signSAMLRequest' },
    signature_algorithm: { to: 'signatureAlgorithm' },
    digest_algorithm: { to: 'digestAlgorithm' },
    protocol_binding: { to: 'protocolBinding' },
    request_template: { to: 'requestTemplate' },
    fields_map: { to: 'fieldsMap', as: 'json' },
  },
  auth0: {
    ...same(
      `brute_force_protection disable_signup disable_self_service_change_password enable_script_context
       import_mode requires_username set_user_root_attributes non_persistent_attrs strategy_version
       password_history password_no_personal_info password_dictionary password_complexity_options
       validation mfa precedence realm_fallback`,
    ),
    password_policy: { to: 'passwordPolicy' },
    enabled_database_customization: { to: 'enabledDatabaseCustomization' },
    custom_scripts: { to: 'customScripts' },
    upstream_params: { to: 'upstream_params', as: 'json' },
  },
};
