import type { ApiHost } from './api-host.ts';
import { holdTo, requireText } from './api-host.ts';

/** The only claim name refused at the call; every other restricted name is dropped silently when tokens are made. */
const REFUSED_CLAIM = 'scope';

/** `api.access`, `api.idToken`, `api.accessToken` and `api.validation`. */
export function tokenMethods(host: ApiHost, chain: () => object): Record<string, object> {
  return {
    access: {
      deny(reason: unknown) {
        if (typeof reason !== 'string') {
          host.warn('deny-reason', 'api.access.deny expects its reason as a string');
        }
        host.record('access.deny', reason);
        return chain();
      },
    },
    idToken: { setCustomClaim: claimSetter(host, chain, 'idToken') },
    accessToken: {
      setCustomClaim: claimSetter(host, chain, 'accessToken'),
      addScope: (scope: unknown) => changeScope(host, 'add', scope),
      removeScope: (scope: unknown) => changeScope(host, 'remove', scope),
    },
    validation: {
      error(code: unknown, message: unknown) {
        requireText(host, 'api.validation.error', 'the code', code, 'validationText');
        requireText(host, 'api.validation.error', 'the message', message, 'validationText');
        host.record('validation.error', code, message);
        return chain();
      },
    },
  };
}

function claimSetter(host: ApiHost, chain: () => object, token: 'idToken' | 'accessToken') {
  return (name: unknown, value: unknown) => {
    if (name === REFUSED_CLAIM) {
      throw new Error(`api.${token}.setCustomClaim: the claim "${REFUSED_CLAIM}" is reserved`);
    }
    host.record(`${token}.setCustomClaim`, name, value);
    return chain();
  };
}

function changeScope(host: ApiHost, change: 'add' | 'remove', scope: unknown): void {
  const method = `api.accessToken.${change}Scope`;
  if (typeof scope !== 'string') throw new TypeError(`${method}: the scope must be a string`);
  const name = requireText(host, method, 'the scope', scope.trim(), 'scope');
  if (/\s/.test(name)) throw new Error(`${method}: the scope must not contain whitespace`);
  const scopes = { ...host.state.scopes, [name]: change };
  const added = Object.values(scopes).filter((kind) => kind === 'add').length;
  holdTo(host, method, 'the number of added scopes', 'scopesAdded', added);
  host.state.scopes = scopes;
  host.record(`accessToken.${change}Scope`, name);
}
