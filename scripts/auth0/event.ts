import type { Event } from '@auth0/actions/post-login/v3';
import { copyOf } from './copy.ts';
import type { Login } from './login.ts';

/**
 * The event that an Action of this login receives: a fresh deep copy each time, with `secrets` as the Action's own.
 * `user.app_metadata`, `user.user_metadata`, `client.metadata` and `transaction.metadata` are always objects here,
 * whatever was stored: https://auth0.com/docs/customize/actions/migrate/migrate-from-rules-to-actions
 */
export function eventOf(login: Login, secrets: Readonly<Record<string, string>> = {}): Event {
  return eventViewOf(copyOf(login), secrets);
}

/** The same, made of the very objects of the login: to look at, or to copy. */
export function eventViewOf(login: Login, secrets: Readonly<Record<string, string>>): Event {
  const { rules_executed: _rules, sso: _sso, directory: _directory, ...shown } = login;
  const { options: _options, ...connection } = shown.connection;
  return {
    ...shown,
    connection,
    client: { ...shown.client, metadata: shown.client.metadata ?? {} },
    request: { ...shown.request, geoip: shown.request.geoip ?? {} },
    transaction: { ...shown.transaction, metadata: shown.transaction?.metadata ?? {} },
    user: {
      ...shown.user,
      app_metadata: objectUnlessStored(shown.user.app_metadata),
      user_metadata: objectUnlessStored(shown.user.user_metadata),
      identities: shown.user.identities ?? [],
    },
    secrets: { ...secrets },
    configuration: {},
  } as unknown as Event;
}

/** A custom database may have stored something that is not an object; it is shown as it is. */
function objectUnlessStored(metadata: unknown): unknown {
  return metadata === undefined ? {} : metadata;
}
