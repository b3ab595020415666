import type { ApiHost } from './api-host.ts';
import { isPlainObject, requireText } from './api-host.ts';

const MULTIFACTOR_PROVIDERS = ['none', 'guardian', 'google-authenticator', 'duo', 'any'];

// https://auth0.com/docs/customize/actions/explore-triggers/signup-and-login-triggers/login-trigger/post-login-api-object
const ENROLL_FACTORS = [
  'otp',
  'phone',
  'push',
  'push-notification',
  'recovery-code',
  'webauthn-platform',
  'webauthn-roaming',
];
const CHALLENGE_FACTORS = [...ENROLL_FACTORS, 'email'];

/** `api.authentication` and `api.multifactor`. */
export function authenticationMethods(host: ApiHost, chain: () => object): Record<string, object> {
  return {
    authentication: {
      challengeWith: oneFactor(host, 'challengeWith', CHALLENGE_FACTORS),
      challengeWithAny: anyFactor(host, 'challengeWithAny', CHALLENGE_FACTORS),
      enrollWith: oneFactor(host, 'enrollWith', ENROLL_FACTORS),
      enrollWithAny: anyFactor(host, 'enrollWithAny', ENROLL_FACTORS),
      recordMethod(url: unknown) {
        if (host.handler !== 'onContinuePostLogin') {
          throw new Error('api.authentication.recordMethod: only available in onContinuePostLogin');
        }
        const text = requireText(host, 'api.authentication.recordMethod', 'the URL', url);
        if (!/^https?:$/.test(new URL(text).protocol)) {
          throw new Error('api.authentication.recordMethod: the URL must be http or https');
        }
        host.record('authentication.recordMethod', text);
        return chain();
      },
      setPrimaryUser(id: unknown) {
        const user = requireText(
          host,
          'api.authentication.setPrimaryUser',
          'the user ID',
          id,
          'primaryUserId',
        );
        if (host.state.primaryUser !== undefined) {
          throw new Error('api.authentication.setPrimaryUser: already called in this transaction');
        }
        host.state.primaryUser = user;
        host.record('authentication.setPrimaryUser', user);
      },
    },
    multifactor: {
      enable(provider: unknown, options?: unknown) {
        if (!MULTIFACTOR_PROVIDERS.includes(provider as string)) {
          throw new Error(`api.multifactor.enable: unknown provider ${JSON.stringify(provider)}`);
        }
        if (isPlainObject(options) && options['providerOptions'] !== undefined && provider !== 'duo') {
          host.warn('multifactor-options', 'providerOptions of api.multifactor.enable apply to duo only');
        }
        host.record('multifactor.enable', provider, options);
        return chain();
      },
    },
  };
}

function oneFactor(host: ApiHost, method: string, known: readonly string[]) {
  return (factor: unknown, options?: unknown): void => {
    checkFactor(`api.authentication.${method}`, factor, known);
    const additional: unknown = isPlainObject(options) ? options['additionalFactors'] : undefined;
    if (Array.isArray(additional)) {
      for (const one of additional) checkFactor(`api.authentication.${method}`, one, known);
    }
    host.record(`authentication.${method}`, factor, options);
  };
}

function anyFactor(host: ApiHost, method: string, known: readonly string[]) {
  return (factors: unknown): void => {
    if (!Array.isArray(factors) || factors.length === 0) {
      throw new TypeError(`api.authentication.${method}: the factors must be a non-empty array`);
    }
    for (const factor of factors) checkFactor(`api.authentication.${method}`, factor, known);
    host.record(`authentication.${method}`, factors);
  };
}

function checkFactor(method: string, factor: unknown, known: readonly string[]): void {
  const type = isPlainObject(factor) ? factor['type'] : undefined;
  if (!known.includes(type as string)) {
    throw new Error(`${method}: unknown factor type ${JSON.stringify(type)}`);
  }
}
