import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

// What a function does to its parameter, it does to the user.
export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const user: Record<string, any> = structuredClone(event.user);
  function welcome(person: Record<string, any>) {
    person.app_metadata = person.app_metadata || {};
    person.app_metadata.welcomed = true;
    // RULE-MIGRATION(root-attribute): user.nickname: A rule changed this claim of the ID token by changing the user. Here the claim is set whatever scopes were asked for, stays as it was where the value is undefined, and SAML responses do not see it. See https://auth0.com/docs/secure/tokens/json-web-tokens/create-custom-claims
    person.nickname = person.nickname || person.email;
    setClaim(api.idToken, 'nickname', person.nickname);
  }

  welcome(user);
  saveAppMetadata(event, api, user.app_metadata);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
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
