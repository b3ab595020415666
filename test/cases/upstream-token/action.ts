import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const identity: any = event.user.identities.find((one) => one.provider === 'waad')!;
  // RULE-MIGRATION(upstream-token): Actions do not get the tokens of the identity provider. Read them from the Management API, GET /users/{id} with read:user_idp_tokens. See https://auth0.com/docs/customize/actions/migrate/actions-migration-limitations
  if (!identity.access_token) {
    api.access.deny('No token.');
    return;
  }
}
