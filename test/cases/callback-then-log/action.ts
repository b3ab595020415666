import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  if (event.stats.logins_count > 1) {
    console.log('again', event.client.client_id); // for support
    return;
  }
  api.idToken.setCustomClaim('https://example.com/first', true);
  // everybody gets in
  try {
    // RULE-MIGRATION(undefined-metadata): Rules had no metadata object where nothing was stored, and Actions have an empty one. Here an empty object counts as none, also one that was stored empty. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
    console.log('first login of ' + event.user.email + ' at ' + (unlessEmpty(event.user.user_metadata)!.company as any).name);
  } catch (error) {
    // The rule had called back by now: no error counted any more.
    console.error(error);
  }
}

/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
