import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(undefined-metadata): Rules had no metadata object where nothing was stored, and Actions have an empty one. Here an empty object counts as none, also one that was stored empty. See https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
  if ((unlessEmpty(event.user.app_metadata)!.roles as any).indexOf('admin') === -1) {
    api.access.deny('Admins only.');
    return;
  }
}

/** Where Rules had nothing at all, Actions have an empty object. */
function unlessEmpty<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}
