import type { PostLoginAPI } from '@auth0/actions/post-login/v3';
import type { ApiHost } from './api-host.ts';
import { authenticationMethods } from './api-authentication.ts';
import { cacheMethods } from './api-cache.ts';
import { directoryMethods } from './api-directory.ts';
import { userMethods } from './api-metadata.ts';
import { redirectMethods } from './api-redirect.ts';
import { samlMethods } from './api-saml.ts';
import { sessionMethods } from './api-session.ts';
import { tokenMethods } from './api-tokens.ts';

/**
 * The `api` object of one Action. Every call is checked as Auth0 checks it (throwing at the call where Auth0 throws),
 * then recorded with the host as plain data; nothing is applied here but what Auth0 shows at once: transaction,
 * session and refresh token metadata, and the cache.
 */
export function recordingApi(host: ApiHost): PostLoginAPI {
  const chain = (): object => api;
  const api: object = {
    ...tokenMethods(host, chain),
    ...authenticationMethods(host, chain),
    ...userMethods(host, chain),
    ...redirectMethods(host, chain),
    ...sessionMethods(host),
    ...samlMethods(host),
    ...cacheMethods(host),
    ...directoryMethods(host),
  };
  return api as PostLoginAPI;
}
