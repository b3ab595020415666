import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(_event: Event, api: PostLoginAPI): Promise<void> {
  const axios = require('axios');
  const answer = axios.get('https://a.example.com/');
  try {
    const r = await answer;
    const s = await axios.get('https://b.example.com/' + r.data.id);
    setClaim(api.idToken, 'https://example.com/s', s.data);
  } catch {
    return;
  }
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
