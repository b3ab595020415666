import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  user.app_metadata = user.app_metadata || {};
  // The name of the plan in older profiles: rules ran in sloppy mode, where a text takes no property in silence.
  const plan = user.app_metadata.plan || {};
  plan.seats = 5;
  user.app_metadata.plan = plan;
  saveAppMetadata(event, api, user.app_metadata);
}

/** Saves app metadata as a rule did: top-level keys are merged, {} erases them, and anything but an object is ignored. */
function saveAppMetadata(event: Event, api: PostLoginAPI, change: unknown): void {
  const stored = JSON.parse(JSON.stringify(change) ?? 'null');
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return;
  if (Object.keys(stored).length === 0) {
    for (const key of Object.keys(event.user.app_metadata)) api.user.setAppMetadata(key, null);
  }
  for (const [key, value] of Object.entries(stored)) api.user.setAppMetadata(key, value);
}
