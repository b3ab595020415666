import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  // RULE-MIGRATION(metadata-wipe): Saving an empty object erased all metadata of this kind, so this removes each key. Check that it is meant. See https://auth0.com/docs/manage-users/user-accounts/metadata/manage-metadata-api
  saveUserMetadata(event, api, {});
}

/** Saves user metadata as a rule did: top-level keys are merged, {} erases them, and anything but an object is ignored. */
function saveUserMetadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.user_metadata)) api.user.setUserMetadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.setUserMetadata(key, value);
}
