import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  user.user_metadata = user.user_metadata || {};
  // RULE-MIGRATION(metadata-local): user.user_metadata.risk: The rule changed metadata without saving it, which later rules and SAML mappings could see. Here the change ends with this Action. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  user.user_metadata.risk = event.request.ip === '192.0.2.1' ? 'high' : 'low';
}
