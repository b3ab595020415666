/** What a field takes; `anything` where only its name is known here. */
export type FieldType = 'a text' | 'a list of texts' | 'true or false' | 'a number' | 'a map' | 'anything';

function fields(types: Partial<Record<FieldType, string>>): ReadonlyMap<string, FieldType> {
  return new Map(
    Object.entries(types).flatMap(([type, names]) =>
      names.split(/\s+/).map((name) => [name, type as FieldType] as const),
    ),
  );
}

/** Of an application (https://auth0.com/docs/api/management/v2/clients/post-clients). */
export const CLIENT_FIELDS = fields({
  'a text':
    'name description logo_uri app_type cross_origin_loc custom_login_page custom_login_page_preview form_template ' +
    'initiate_login_uri token_endpoint_auth_method organization_usage organization_require_behavior compliance_level ' +
    'third_party_security_mode redirection_policy resource_server_identifier client_secret client_id',
  'a list of texts':
    'callbacks allowed_origins web_origins client_aliases allowed_clients allowed_logout_urls grant_types',
  'true or false':
    'is_token_endpoint_ip_header_trusted is_first_party oidc_conformant sso sso_disabled cross_origin_authentication ' +
    'custom_login_page_on require_pushed_authorization_requests require_proof_of_possession',
  'a number': 'par_request_expiry',
  'a map':
    'oidc_logout oidc_backchannel_logout session_transfer jwt_configuration encryption_key addons client_metadata mobile ' +
    'native_social_login fedcm_login refresh_token default_organization client_authentication_methods ' +
    'signed_request_object token_vault_privileged_access token_exchange token_quota ' +
    'identity_assertion_authorization_grant anonymous_sessions express_configuration b2b_integration_configuration ' +
    'my_organization_configuration',
  anything:
    'organization_discovery_methods skip_non_verifiable_callback_uri_confirmation_prompt ' +
    'async_approval_notification_channels',
});

/** Of a connection (https://auth0.com/docs/api/management/v2/connections/post-connections). */
export const CONNECTION_FIELDS = fields({
  'a text': 'name strategy display_name',
  'a list of texts': 'enabled_clients realms',
  'true or false': 'is_domain_connection show_as_button',
  'a map':
    'options metadata authentication connected_accounts cross_app_access_requesting_app cross_app_access_resource_app',
});

/**
 * Options of an Entra ID connection
 * (https://auth0.com/docs/authenticate/identity-providers/enterprise-identity-providers/azure-active-directory/v2).
 */
export const WAAD_OPTIONS = fields({
  'a text':
    'client_id client_secret tenant_domain domain app_id app_domain icon_url identity_api waad_protocol userid_attribute ' +
    'max_groups_to_retrieve set_user_root_attributes should_trust_email_verified_connection tenantId',
  'a list of texts': 'domain_aliases',
  'true or false':
    'useCommonEndpoint use_wsfed basic_profile granted api_enable_users ext_profile ext_groups ext_nested_groups ' +
    'ext_group_ids ext_access_token ext_account_enabled ext_admin ext_agreed_terms ext_assigned_licenses ' +
    'ext_assigned_plans ext_azure_id ext_city ext_country ext_department ext_dir_sync_enabled ext_email ' +
    'ext_expires_in ext_family_name ext_fax ext_given_name ext_is_suspended ext_job_title ext_last_sync ext_mobile ' +
    'ext_name ext_nickname ext_oid ext_phone ext_physical_delivery_office_name ext_postal_code ' +
    'ext_preferred_language ext_provisioned_plans ext_provisioning_errors ext_proxy_addresses ext_puid ' +
    'ext_refresh_token ext_roles ext_state ext_street ext_telephoneNumber ext_tenantid ext_upn ext_usage_location ' +
    'ext_user_id',
  anything: 'upstream_params scope thumbprints non_persistent_attrs cert_rollover_notification',
});
