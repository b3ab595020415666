import type { ApiHost } from './api-host.ts';
import { holdTo, isPlainObject, jsonBytes, requireText } from './api-host.ts';
import { reservedAppMetadataKeys } from './limits.ts';

/** `api.user`, `api.transaction`, and the metadata part of `api.session` and `api.refreshToken`. */
export function userMethods(host: ApiHost, chain: () => object): Record<string, object> {
  return {
    user: {
      setAppMetadata: profileSetter(host, chain, 'setAppMetadata', 'app_metadata'),
      setUserMetadata: profileSetter(host, chain, 'setUserMetadata', 'user_metadata'),
    },
    transaction: {
      setMetadata(key: unknown, value: unknown): void {
        setTransactionMetadata(host, key, value);
      },
    },
  };
}

function profileSetter(
  host: ApiHost,
  chain: () => object,
  method: string,
  field: 'app_metadata' | 'user_metadata',
) {
  return (key: unknown, value: unknown) => {
    if (!isPlainObject(host.event.user[field])) {
      throw new Error(`api.user.${method}: the user's ${field} is not an object`);
    }
    if (typeof key !== 'string') throw new TypeError(`api.user.${method}: the key must be a string`);
    if (/[.$]/.test(key)) host.warn('metadata-key', `${field} keys must not contain "." or "$": ${key}`);
    if (field === 'app_metadata' && reservedAppMetadataKeys.has(key)) {
      host.warn('metadata-key', `app_metadata must not hold the key ${key}`);
    }
    host.record(`user.${method}`, key, value);
    return chain();
  };
}

/**
 * Assumption: a value of another type than text, number, boolean or null, and one that is too large, throws at the
 * call; the documentation names types and sizes, but not what happens beyond them.
 */
function setTransactionMetadata(host: ApiHost, key: unknown, value: unknown): void {
  const method = 'api.transaction.setMetadata';
  if (typeof key !== 'string' || key === '') throw new TypeError(`${method}: the key must be a string`);
  const simple = ['string', 'number', 'boolean'].includes(typeof value);
  if (value != null && !simple) {
    throw new TypeError(`${method}: the value of "${key}" must be a string, a number, a boolean or null`);
  }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`${method}: the value of "${key}" is not a safe integer`);
  }
  holdTo(host, method, `the key ${key}`, 'transactionMetadataKey', key.length);
  holdTo(host, method, `the value of ${key}`, 'transactionMetadataValue', jsonBytes(value));
  const { [key]: _previous, ...others } = host.state.metadata;
  const metadata = value == null ? others : { ...others, [key]: value as string | number | boolean };
  holdTo(host, method, 'all transaction metadata', 'transactionMetadataTotal', jsonBytes(metadata));
  host.state.metadata = metadata;
  host.event.transaction ??= {};
  host.event.transaction.metadata = { ...metadata };
  host.record('transaction.setMetadata', key, value ?? null);
}

/** `setMetadata`, `deleteMetadata` and `evictMetadata` of a session or a refresh token. */
export function tokenMetadataMethods(
  host: ApiHost,
  group: 'session' | 'refreshToken',
): Record<string, (...args: readonly unknown[]) => void> {
  const event = () => (group === 'session' ? host.event.session : host.event.refresh_token);
  const stored = group === 'session' ? 'sessionMetadata' : 'refreshTokenMetadata';

  const update = (method: string, next: Record<string, unknown>, ...args: unknown[]): void => {
    // A refresh token may be about to be issued; a session has to exist.
    if (group === 'session' && !host.event.session?.id) {
      throw failure(group, 'there is no session');
    }
    host.state[stored] = next;
    const target = event();
    if (target) target.metadata = { ...next };
    host.record(`${group}.${method}`, ...args);
  };
  const without = (key: string) => {
    const { [key]: _gone, ...rest } = host.state[stored];
    return rest;
  };

  return {
    setMetadata(key, value) {
      const name = metadataText(host, group, 'key', key);
      if (!/^[A-Za-z0-9_-]+$/.test(name)) throw failure(group, `invalid key ${JSON.stringify(name)}`);
      if (value === null) return update('setMetadata', without(name), name, null);
      const next = { ...host.state[stored], [name]: metadataText(host, group, 'value', value) };
      holdTo(host, prefixOf(group), 'the metadata', 'sessionMetadataEntries', Object.keys(next).length);
      return update('setMetadata', next, name, value);
    },
    deleteMetadata(key) {
      const name = requireText(host, `api.${group}.deleteMetadata`, 'the key', key, 'sessionMetadataText');
      update('deleteMetadata', without(name), name);
    },
    evictMetadata() {
      update('evictMetadata', {});
    },
  };
}

function metadataText(host: ApiHost, group: string, what: string, value: unknown): string {
  if (typeof value !== 'string') throw failure(group, `the ${what} must be a string`);
  holdTo(host, prefixOf(group), `the ${what}`, 'sessionMetadataText', value.length);
  if (value.includes('\0')) throw failure(group, `the ${what} holds a NUL character`);
  return value;
}

function failure(group: string, message: string): Error {
  return new Error(`${prefixOf(group)}: ${message}`);
}

function prefixOf(group: string): string {
  return `Failed to set ${group === 'session' ? 'session' : 'refresh token'} metadata`;
}
