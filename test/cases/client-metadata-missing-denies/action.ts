import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(client-metadata): For an application without metadata, Rules had none where Actions have an empty object. Here an empty object counts as none, also one that was stored empty. See https://auth0.com/docs/actions/reference/post-login/post-login-event-object
  if (!unlessEmpty(event.client.metadata)) {
    api.access.deny('The application is not registered.');
    return;
  }
  if (event.client.metadata.tier === 'gold') api.idToken.setCustomClaim('https://example.com/tier', 'gold');
  var settings = event.client.metadata || { level: 'low' };
  if (settings.level === 'low' && !event.user.email_verified) {
    api.access.deny('Verify first.');
    return;
  }
}

/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
