import type { Event } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(_event: Event): Promise<void> {
  // RULE-MIGRATION(replaces-user): The rule handed a changed user or context to later rules. Actions cannot: each one gets its own event. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
}
