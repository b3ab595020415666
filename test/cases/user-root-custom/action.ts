import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  // RULE-MIGRATION(root-attribute-local): user.department: The rule put an attribute on the user, which later rules and SAML mappings could see. Here it ends with this Action. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  user.department = (user.email || '').endsWith('@hr.example.com') ? 'hr' : 'other';
  if (user.department === 'hr') return;
  api.access.deny('HR only.');
}
