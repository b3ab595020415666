import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  var found = { list: [] as any[], deep: { names: [] as any[] }, first: [] as any[], replaced: [] };
  found.list.push(event.user.email);
  found.deep.names.push(event.user.name);
  found.first[0] = event.client.client_id;
  found.replaced = ([event.client.name] as any);
  setClaim(api.idToken, 'https://example.com/found', found);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
