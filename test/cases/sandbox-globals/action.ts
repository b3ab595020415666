import type { Event, PostLoginAPI } from '@auth0/actions/post-login/v3';

export async function onExecutePostLogin(event: Event, api: PostLoginAPI): Promise<void> {
  const crypto = require('node:crypto');
  const _ = require('lodash');
  const jwt = require('jsonwebtoken');
  const id = crypto.createHash('sha256').update(event.user.user_id).digest('hex');
  setClaim(api.idToken, 'https://example.com/id', _.take(id.split(''), 8).join(''));
  setClaim(api.idToken, 'https://example.com/token', jwt.sign({ id }, event.secrets.JWT_SECRET));
}

/** Sets a claim unless it is undefined, which never got into the token of a Rule either. */
function setClaim(token: PostLoginAPI['idToken'], claim: string, value: unknown): void {
  if (value !== undefined) token.setCustomClaim(claim, value);
}
