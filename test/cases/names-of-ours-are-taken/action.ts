import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event_: Event, api_: PostLoginAPI): Promise<void> {
  const event = { type: 'login', api: event_.client.name };
  const api = 'https://track.example.com/';
  const setClaim = (name: any) => 'https://example.com/' + name;
  console.log(api, event.type);
  setClaim_(api_.idToken, setClaim('nickname'), event_.user.nickname);
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim_(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
