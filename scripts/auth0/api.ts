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

// oxfmt-ignore
const groups: readonly (readonly [(host: ApiHost, chain: () => object) => Record<string, object>, readonly (keyof PostLoginAPI)[]])[] = [
  [tokenMethods,          ['access', 'idToken', 'accessToken', 'validation']],
  [authenticationMethods, ['authentication', 'multifactor']],
  [userMethods,           ['user', 'transaction']],
  [redirectMethods,       ['redirect', 'prompt']],
  [sessionMethods,        ['session', 'refreshToken']],
  [samlMethods,           ['samlResponse']],
  [cacheMethods,          ['cache']],
  [directoryMethods,      ['groups', 'roles', 'rules']],
];

/**
 * The `api` object of one Action. Every call is checked as Auth0 checks it (throwing at the call where Auth0 throws),
 * then recorded with the host as plain data; nothing is applied here but what Auth0 shows at once: transaction,
 * session and refresh token metadata, and the cache.
 */
export function recordingApi(host: ApiHost): PostLoginAPI {
  return new RecordingApi(host) as unknown as PostLoginAPI;
}

/** Its parts are getters of the prototype: an object with getters of its own is expensive, and one is made a call. */
class RecordingApi {
  readonly #host: ApiHost;
  /** Most Actions use one or two groups; the others are never made. */
  readonly #made: Record<string, object>[] = [];

  constructor(host: ApiHost) {
    this.#host = host;
  }

  static {
    for (const [at, [make, names]] of groups.entries()) {
      for (const name of names) {
        const get = function (this: RecordingApi): object | undefined {
          return (this.#made[at] ??= make(this.#host, () => this))[name];
        };
        Object.defineProperty(this.prototype, name, { get, enumerable: true });
      }
    }
    Object.freeze(this.prototype);
  }
}
