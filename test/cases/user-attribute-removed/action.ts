import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  // RULE-MIGRATION(delete-attribute): The rule removed attributes of the user, and so claims of the tokens. An Action cannot remove standard claims. See https://auth0.com/docs/customize/actions/migrate/actions-migration-limitations
  delete user.phone_number;
}
